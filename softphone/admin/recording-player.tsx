import { DownloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { callTexts } from './call-texts.js';

const speeds = [0.75, 1, 1.25, 1.5, 2] as const;

interface Props {
  readonly call: string;
  readonly recording: string;
  /** In words. */
  readonly state: string;
}

/** Plays a recording (caller left, agent right); nothing is fetched, and so noted, before it is played. */
export function RecordingPlayer({ call, recording, state }: Props): ReactNode {
  const words = useTexts(callTexts);
  const audio = useRef<HTMLAudioElement>(null);
  const [speed, setSpeed] = useState(1);
  const address = `/api/recordings/${encodeURIComponent(call)}?id=${encodeURIComponent(recording)}`;
  return (
    <div className="row">
      <audio
        ref={audio}
        controls
        preload="none"
        src={address}
        aria-label={words.player}
        onPlay={() => {
          if (audio.current) audio.current.playbackRate = speed;
        }}
      />
      <Segmented<number>
        aria-label={words.speed}
        value={speed}
        options={speeds.map((value) => ({ value, label: `${value}×` }))}
        onChange={(chosen) => {
          setSpeed(chosen);
          if (audio.current) audio.current.playbackRate = chosen;
        }}
      />
      <Button
        icon={<DownloadOutlined aria-hidden />}
        aria-label={words.download}
        href={address}
        download={`${call}.wav`}
      />
      <span>{state}</span>
    </div>
  );
}
