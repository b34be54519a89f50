import { AudioMutedOutlined, AudioOutlined, PhoneOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useOwnPhoneState, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { Span } from '../desk-shell/span.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { supervisorTexts } from './supervisor-texts.js';

/** The call on the supervisor's own browser phone: mute and hang up. */
export function OwnPhoneCall(): ReactNode {
  const { ownPhone } = useSignedIn();
  const words = useTexts(supervisorTexts);
  const attempt = useAttempt();
  const call = useOwnPhoneState()?.call;
  if (!call) return null;
  return (
    <section className="row" aria-label={words.ownCall}>
      <span>{words.ownCall}</span>
      {call.answeredAt !== null && <Span since={call.answeredAt} />}
      <Button
        icon={call.muted ? <AudioMutedOutlined aria-hidden /> : <AudioOutlined aria-hidden />}
        aria-pressed={call.muted}
        onClick={() => ownPhone.mute(!call.muted)}
      >
        {call.muted ? words.unmute : words.mute}
      </Button>
      <Button
        danger
        icon={<PhoneOutlined rotate={135} />}
        onClick={() => void attempt(() => ownPhone.hangUp())}
      >
        {words.hangUpOwn}
      </Button>
    </section>
  );
}
