import { AudioMutedOutlined, AudioOutlined, PhoneOutlined } from '@ant-design/icons';
import { Alert, App, Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import type { InFlow } from '../../../engine/control.js';
import {
  useDesk,
  useLanguage,
  useLive,
  useOwnPhoneState,
  useSignedIn,
  useTexts,
} from '../../desk-shell/desk-context.js';
import { Span } from '../../desk-shell/span.js';
import { useAttempt } from '../../desk-shell/use-attempt.js';
import { domainTexts } from '../../i18n/domain-texts.js';
import { formatTime } from '../../i18n/format.js';
import type { PhoneCall } from '../../phone/phone-state.js';
import type { PanelProps } from '../flow-panels.js';
import { noMarks } from '../node-marks.js';
import { Keypad } from './keypad.js';
import { follow, marksOfWay, noWay, type FollowedWay } from './marks.js';
import { panelRequests } from './panel-requests.js';
import { trialTexts } from './trial-texts.js';
import './panels.css';

interface Tested {
  readonly number: string;
  readonly until: number;
}

/** The phone of this browser calls what the editor has, and the call is followed on the graph. */
export default function TestCallPanel({ flow, text, show }: PanelProps): ReactNode {
  const { client } = useDesk();
  const { ownPhone } = useSignedIn();
  const { message } = App.useApp();
  const words = useTexts(trialTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const [tested, setTested] = useState<Tested>();
  const [asking, setAsking] = useState(false);
  const phone = useOwnPhoneState();
  const way = useWayOf(tested?.number);
  const call = phone?.call?.number === tested?.number ? phone?.call : undefined;
  useEffect(() => {
    show(way.path.length === 0 ? noMarks : marksOfWay(flow, { path: way.path, goesOn: way.goesOn }));
  }, [way, flow, show]);

  async function begin(): Promise<void> {
    setAsking(true);
    await attempt(async () => {
      const given = await panelRequests.testCall(client, flow, text);
      setTested(given);
      const problem = await ownPhone.dial(given.number);
      if (problem !== null) void message.error(domainTexts[language].phoneProblems[problem], 8);
    });
    setAsking(false);
  }
  return (
    <div className="flow-panel stack">
      <p className="card-note">{words.callIntro}</p>
      {call ? (
        <TheCall call={call} />
      ) : (
        <Button
          type="primary"
          icon={<PhoneOutlined aria-hidden />}
          loading={asking}
          disabled={phone?.call !== null && phone !== undefined}
          onClick={() => void begin()}
        >
          {words.callNow}
        </Button>
      )}
      {tested && (
        <p className="dim">
          {words.number} <code>{tested.number}</code> {words.validUntil(formatTime(tested.until, language))}
        </p>
      )}
      {tested && <Nodes way={way} />}
    </div>
  );
}

function TheCall({ call }: { readonly call: PhoneCall }): ReactNode {
  const { ownPhone } = useSignedIn();
  const words = useTexts(trialTexts);
  const attempt = useAttempt();
  const talks = call.state === 'talking';
  return (
    <section className="stack" aria-label={words.testCall}>
      <div className="row" role="status">
        <strong>{talks ? words.talking : words.calling}</strong>
        {call.answeredAt !== null && <Span since={call.answeredAt} />}
      </div>
      <div className="flow-keys">
        <Keypad label={words.keypad} disabled={!talks} press={(key) => ownPhone.sendDigits(key)} />
        <div className="stack">
          <output className="flow-typed" aria-label={words.typed}>
            {call.digits === '' ? ' ' : call.digits}
          </output>
          <Button
            disabled={!talks}
            icon={call.muted ? <AudioMutedOutlined aria-hidden /> : <AudioOutlined aria-hidden />}
            aria-pressed={call.muted}
            onClick={() => ownPhone.mute(!call.muted)}
          >
            {call.muted ? words.unmute : words.mute}
          </Button>
          <Button
            danger
            icon={<PhoneOutlined rotate={135} aria-hidden />}
            onClick={() => void attempt(() => ownPhone.hangUp())}
          >
            {words.hangUp}
          </Button>
        </div>
      </div>
    </section>
  );
}

interface Way extends FollowedWay {
  readonly goesOn: boolean;
}

const nowhere: Way = { ...noWay, goesOn: false };

/** The nodes that the call to a test number has come to. */
function useWayOf(number: string | undefined): Way {
  const { feed } = useSignedIn();
  const { picture } = useLive();
  const [way, setWay] = useState<{ readonly number: string; readonly way: Way }>();
  useEffect(() => {
    if (number === undefined) return undefined;
    const take = (inFlow: InFlow | undefined): void =>
      setWay((before) => {
        const known = before?.number === number ? before.way : nowhere;
        return {
          number,
          way: inFlow ? { ...follow(known, inFlow), goesOn: true } : { ...known, goesOn: false },
        };
      });
    const there = picture.calls.find(({ called }) => called === number);
    if (there) take(there.inFlow);
    return feed.events.on((event) => {
      if (event.type === 'call.ended' && event.call.called === number) take(undefined);
      if (event.type === 'call.started' || event.type === 'call.changed')
        if (event.call.called === number) take(event.call.inFlow);
    });
  }, [feed, number, picture]);
  return way !== undefined && way.number === number ? way.way : nowhere;
}

function Nodes({ way }: { readonly way: Way }): ReactNode {
  const words = useTexts(trialTexts);
  const language = useLanguage();
  return (
    <section aria-label={words.way} aria-live="polite">
      <h3>{words.way}</h3>
      {way.path.length === 0 ? (
        <p className="dim">{words.noWay}</p>
      ) : (
        <ol className="flow-steps">
          {way.path.map(({ node, at }, i) => (
            <li key={i} className={way.goesOn && i === way.path.length - 1 ? 'current' : undefined}>
              <span className="span dim">{formatTime(at, language)}</span> <code>{node}</code>
            </li>
          ))}
        </ol>
      )}
      {way.path.length > 0 && !way.goesOn && <Alert type="info" showIcon title={words.callOver} />}
    </section>
  );
}
