import { PhoneOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { enterKeys, stopEntering, takesKeys } from './key-entry.js';
import { Keypad } from './keypad.js';
import type { CaseStep, FlowEffect } from './panel-requests.js';
import { trialTexts } from './trial-texts.js';

type Request = Extract<FlowEffect, { do: 'request' }>;

interface Props {
  readonly does: FlowEffect | null;
  readonly busy: boolean;
  readonly take: (step: CaseStep) => void;
}

/** What can happen now: keys of the caller, or the end of what the flow waits for. */
export function CallerMoves({ does, busy, take }: Props): ReactNode {
  const words = useTexts(trialTexts);
  return (
    <div className="stack">
      {takesKeys(does) && <Keys does={does} busy={busy} take={take} />}
      <div className="row" role="group" aria-label={words.callerDoes}>
        <Ends does={does} busy={busy} take={take} />
        <Button disabled={busy} onClick={() => take({ later: 60 })}>
          {words.later}
        </Button>
        <Button
          danger
          disabled={busy}
          icon={<PhoneOutlined rotate={135} aria-hidden />}
          onClick={() => take({ hangsUp: true })}
        >
          {words.hangUp}
        </Button>
      </div>
      {does?.do === 'listen' && <Says busy={busy} take={take} />}
      {does?.do === 'request' && <Answer does={does} busy={busy} take={take} />}
      {does?.do === 'lookup' && <Found does={does} busy={busy} take={take} />}
    </div>
  );
}

function Keys({ does, busy, take }: Props): ReactNode {
  const words = useTexts(trialTexts);
  const [typed, setTyped] = useState('');
  const [digits, setDigits] = useState('');
  const press = (keys: string): void => {
    if (busy) return;
    const entry = enterKeys(does, typed, keys);
    setTyped(entry.typed);
    if (entry.step) take(entry.step);
  };
  const send = (): void => {
    if (digits !== '') press(digits);
    setDigits('');
  };
  const stop = (): void => {
    setTyped('');
    take(stopEntering(typed));
  };
  return (
    <>
      <div className="flow-keys">
        <Keypad label={words.keypad} disabled={busy} press={press} />
        <div className="stack">
          <output className="flow-typed" aria-label={words.typed}>
            {typed === '' ? ' ' : typed}
          </output>
          {does?.do === 'collect' && (
            <Button disabled={busy} onClick={stop}>
              {typed === '' ? words.silence : words.stopTyping}
            </Button>
          )}
        </div>
      </div>
      <div className="row row-tight">
        <Input
          aria-label={words.digits}
          placeholder={words.digits}
          maxLength={64}
          value={digits}
          onChange={({ target }) => setDigits(target.value.replace(/[^0-9*#]/g, ''))}
          onPressEnter={send}
        />
        <Button disabled={busy || digits === ''} onClick={send}>
          {words.send}
        </Button>
      </div>
    </>
  );
}

function Ends({ does, busy, take }: Props): ReactNode {
  const words = useTexts(trialTexts);
  const moves: readonly (readonly [string, CaseStep])[] = endsOf(does, words);
  return moves.map(([label, step]) => (
    <Button key={label} disabled={busy} onClick={() => take(step)}>
      {label}
    </Button>
  ));
}

function endsOf(does: FlowEffect | null, words: (typeof trialTexts)['en']): [string, CaseStep][] {
  switch (does?.do) {
    case 'play':
      return [
        [words.finished, { finished: true }],
        [words.refused, { refused: true }],
      ];
    case 'enqueue':
      return (['served', 'timedOut', 'full', 'nobody', 'failed'] as const).map((queueLeft) => [
        words.queueEnds[queueLeft],
        { queueLeft },
      ]);
    case 'transfer':
      return (['ended', 'busy', 'noAnswer', 'failed'] as const).map((transferEnded) => [
        words.transferEnds[transferEnded],
        { transferEnded },
      ]);
    case 'record':
      return [
        [words.recorded, { recordedMs: 8000 }],
        [words.notRecorded, { recordedMs: 0 }],
      ];
    case 'lookup':
      return [
        [words.notFound, { notFound: 'unknown' }],
        [words.lookupFailed, { notFound: 'failed' }],
      ];
    case 'listen':
      return [
        [words.saysNothing, { silence: true }],
        [words.notUnderstood, { notUnderstood: true }],
      ];
    case 'request':
      return [[words.noAnswer, { answers: { status: 0 } }]];
    case 'collect':
    case 'hangup':
    case 'trace':
    case 'setData':
    case 'rate':
    case 'fault':
    case 'requestCallback':
    case undefined:
      return [];
  }
}

function Says({ busy, take }: Omit<Props, 'does'>): ReactNode {
  const words = useTexts(trialTexts);
  const [says, setSays] = useState('');
  const say = (): void => {
    if (says.trim() === '') return;
    take({ says: says.trim() });
    setSays('');
  };
  return (
    <div className="row row-tight">
      <Input
        aria-label={words.says}
        placeholder={words.says}
        maxLength={500}
        value={says}
        onChange={({ target }) => setSays(target.value)}
        onPressEnter={say}
      />
      <Button disabled={busy || says.trim() === ''} onClick={say}>
        {words.send}
      </Button>
    </div>
  );
}

/** What the other system has for the variables that it fills. */
function Answer({ does, busy, take }: Props & { readonly does: Request }): ReactNode {
  const words = useTexts(trialTexts);
  const [status, setStatus] = useState(200);
  const names = Object.keys(does.into).map((name) => [name, name] as const);
  return (
    <Values
      names={names}
      label={words.answer}
      busy={busy}
      done={(values) => take({ answers: { status, values } })}
    >
      <InputNumber
        aria-label={words.status}
        min={200}
        max={499}
        value={status}
        onChange={(entered) => setStatus(entered ?? 200)}
      />
    </Values>
  );
}

const looked = ['name', 'level', 'region', 'calls', 'lastAgent', 'lastQueue'] as const;

function Found({ busy, take }: Props): ReactNode {
  const words = useTexts(trialTexts);
  const names = looked.map((name) => [name, words.looked[name]] as const);
  return <Values names={names} label={words.found} busy={busy} done={(found) => take({ found })} />;
}

interface ValuesProps {
  readonly names: readonly (readonly [name: string, label: string])[];
  readonly label: string;
  readonly busy: boolean;
  /** With those that were filled in. */
  readonly done: (values: Record<string, string>) => void;
  readonly children?: ReactNode;
}

function Values({ names, label, busy, done, children }: ValuesProps): ReactNode {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  return (
    <div className="flow-answer">
      {children}
      {names.map(([name, nameLabel]) => (
        <Input
          key={name}
          aria-label={nameLabel}
          placeholder={nameLabel}
          maxLength={512}
          value={values[name] ?? ''}
          onChange={({ target }) => setValues({ ...values, [name]: target.value })}
        />
      ))}
      <Button disabled={busy} onClick={() => done(filled)}>
        {label}
      </Button>
    </div>
  );
}
