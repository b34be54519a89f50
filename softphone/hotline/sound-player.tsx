import { CaretRightOutlined, DownloadOutlined, PauseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { useShade, useTexts } from '../desk-shell/desk-context.js';
import { toneColours } from '../desk-shell/tone.js';
import { formatDuration } from '../i18n/format.js';
import { promptTexts } from './prompt-texts.js';
import { saveFile } from './save-file.js';

interface Props {
  readonly sound: Blob;
  /** What it is, in words; also the name of the file. */
  readonly name: string;
}

const heightPixels = 64;

/** A sound with its waveform: a click or the arrow keys lead to a place in it. */
export function SoundPlayer({ sound, name }: Props): ReactNode {
  const words = useTexts(promptTexts);
  const shade = useShade();
  const place = useRef<HTMLDivElement>(null);
  const player = useRef<WaveSurfer>(undefined);
  const [playing, setPlaying] = useState(false);
  const [seconds, setSeconds] = useState<{ readonly at: number; readonly of: number }>({ at: 0, of: 0 });
  useEffect(() => {
    if (!place.current) return;
    const { text, border } = toneColours('busy', shade);
    const surfer = WaveSurfer.create({
      ...{ container: place.current, height: heightPixels, waveColor: border, progressColor: text },
      ...{ cursorColor: text, barWidth: 2, barGap: 1, barRadius: 1, dragToSeek: true },
    });
    player.current = surfer;
    surfer.on('play', () => setPlaying(true));
    surfer.on('pause', () => setPlaying(false));
    surfer.on('finish', () => setPlaying(false));
    surfer.on('timeupdate', (at) => setSeconds({ at, of: surfer.getDuration() }));
    surfer.on('ready', (of) => setSeconds({ at: 0, of }));
    surfer.loadBlob(sound).catch(() => undefined);
    return () => {
      player.current = undefined;
      surfer.destroy();
    };
  }, [sound, shade]);
  return (
    <div className="sound">
      <Button
        icon={playing ? <PauseOutlined aria-hidden /> : <CaretRightOutlined aria-hidden />}
        aria-label={playing ? words.pause : words.playing(name)}
        onClick={() => void player.current?.playPause()}
      />
      <div
        ref={place}
        className="waveform"
        role="slider"
        tabIndex={0}
        aria-label={words.waveform}
        aria-valuemin={0}
        aria-valuemax={Math.round(seconds.of)}
        aria-valuenow={Math.round(seconds.at)}
        aria-valuetext={formatDuration(seconds.at)}
        onKeyDown={({ key }) => {
          if (key === 'ArrowRight') player.current?.skip(1);
          else if (key === 'ArrowLeft') player.current?.skip(-1);
        }}
      />
      <span className="span">
        {formatDuration(seconds.at)} / {formatDuration(Math.round(seconds.of))}
      </span>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        aria-label={`${words.download} ${name}`}
        onClick={() => saveFile(sound, `${name}.wav`)}
      />
    </div>
  );
}
