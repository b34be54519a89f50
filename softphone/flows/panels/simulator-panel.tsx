import { PlayCircleOutlined, RollbackOutlined, StopOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Switch } from 'antd';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useDesk, useTexts } from '../../desk-shell/desk-context.js';
import { Facts } from '../../desk-shell/facts.js';
import { NamedSelect } from '../../desk-shell/named-select.js';
import { useLoaded } from '../../desk-shell/use-loaded.js';
import type { PanelProps } from '../flow-panels.js';
import { noMarks } from '../node-marks.js';
import { beginningOf, CallSetting, type EnteredSetting } from './call-setting.js';
import { CallerMoves } from './caller-moves.js';
import { FlowCases, SaveCase } from './flow-cases.js';
import { marksOfWay } from './marks.js';
import { panelRequests, type CaseStep, type FlowEffect, type Prompt } from './panel-requests.js';
import { promptsOf, PromptPlayer } from './prompt-player.js';
import { notedWords } from './rehearsal-words.js';
import { SimulatedCall } from './simulated-call.js';
import { trialTexts } from './trial-texts.js';
import { useRehearsal, type Rehearsal, type Rehearsing, type Source } from './use-rehearsal.js';
import './panels.css';

/** Talks to the flow without a telephone. */
export default function SimulatorPanel({ flow, text, base, save, show }: PanelProps): ReactNode {
  const rehearsal = useRehearsal(flow, text);
  const { now } = rehearsal;
  useEffect(() => {
    if (!now) show(noMarks);
    else {
      const faults = now.result.noted.flatMap((one) => (one.do === 'fault' ? [one] : []));
      show(marksOfWay(flow, { path: now.result.path, goesOn: now.result.awaiting !== 'nothing', faults }));
    }
  }, [now, flow, show]);
  return (
    <div className="flow-panel stack">
      {now ? (
        <Running {...{ flow, text, base, save }} rehearsal={rehearsal} now={now} />
      ) : (
        <Beginning flow={flow} rehearsal={rehearsal} />
      )}
      <FlowCases {...{ flow, text, base, save }} />
    </div>
  );
}

interface BeginningProps {
  readonly flow: string;
  readonly rehearsal: Rehearsal;
}

function Beginning({ flow, rehearsal }: BeginningProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(trialTexts);
  const [versions] = useLoaded(useCallback(() => panelRequests.versions(client, flow), [client, flow]));
  const [source, setSource] = useState<Source>('text');
  const numbers = versions.name === 'there' ? versions.value : [];
  return (
    <Form<EnteredSetting>
      layout="vertical"
      onFinish={(entered) => rehearsal.begin(source, beginningOf(entered))}
    >
      <p className="card-note">{words.intro}</p>
      <Form.Item label={words.source}>
        <NamedSelect
          label={words.source}
          value={source}
          onChange={(chosen) => setSource(chosen as Source)}
          options={[
            { value: 'text', label: words.sources.text },
            ...(numbers.length > 0 ? [{ value: 'live', label: words.sources.live }] : []),
            ...numbers.map(({ version }) => ({ value: version, label: words.version(version) })),
          ]}
        />
      </Form.Item>
      <CallSetting />
      <Button
        type="primary"
        htmlType="submit"
        loading={rehearsal.busy}
        icon={<PlayCircleOutlined aria-hidden />}
      >
        {words.begin}
      </Button>
    </Form>
  );
}

interface RunningProps extends Pick<PanelProps, 'flow' | 'text' | 'base' | 'save'> {
  readonly rehearsal: Rehearsal;
  readonly now: Rehearsing;
}

function Running({ flow, text, base, save, rehearsal, now }: RunningProps): ReactNode {
  const words = useTexts(trialTexts);
  const { result, steps } = now;
  const does = result.turns.at(-1)?.does ?? null;
  const isOver = result.awaiting === 'nothing';
  const { play, listening } = useListening(now, isOver ? null : does, rehearsal.take);
  const isStale = now.source === 'text' && now.text !== text;
  return (
    <>
      <div className="row row-between">
        {listening}
        <span className="row row-tight">
          <Button
            size="small"
            icon={<RollbackOutlined aria-hidden />}
            disabled={steps.length === 0 || rehearsal.busy}
            onClick={rehearsal.undo}
          >
            {words.undo}
          </Button>
          <Button
            size="small"
            disabled={rehearsal.busy}
            onClick={() => rehearsal.begin(now.source, now.beginning)}
          >
            {words.restart}
          </Button>
          <Button size="small" icon={<StopOutlined aria-hidden />} onClick={rehearsal.end}>
            {words.end}
          </Button>
        </span>
      </div>
      {isStale && (
        <Alert
          type="warning"
          showIcon
          title={words.stale}
          action={
            <Button size="small" onClick={rehearsal.replay}>
              {words.replay}
            </Button>
          }
        />
      )}
      <SimulatedCall steps={steps} result={result} play={play} />
      {isOver ? (
        <Alert type="info" showIcon title={words.over} />
      ) : (
        <CallerMoves
          key={`${steps.length} ${does?.do}`}
          does={does}
          busy={rehearsal.busy}
          take={rehearsal.take}
        />
      )}
      <State now={now} />
      <SaveCase {...{ flow, base, save }} rehearsing={now} />
    </>
  );
}

/** The switch for listening, and what plays: prompts that are heard to their end are heard out. */
function useListening(
  now: Rehearsing,
  does: FlowEffect | null,
  take: (step: CaseStep) => void,
): { readonly play: (prompts: readonly Prompt[]) => void; readonly listening: ReactNode } {
  const words = useTexts(trialTexts);
  const [hears, setHears] = useState(false);
  const player = useRef<PromptPlayer>(null);
  player.current ??= new PromptPlayer(new Audio());
  const going = useRef(take);
  going.current = take;
  useEffect(() => {
    const prompts = promptsOf(does);
    if (!hears || prompts.length === 0) return undefined;
    let isOf = true;
    void player.current?.play(prompts).then((heard) => {
      if (isOf && heard && does?.do === 'play') going.current({ finished: true });
    });
    return () => {
      isOf = false;
      player.current?.stop();
    };
    // A turn is an object of its own, also where the same is said again.
  }, [hears, now, does]);
  useEffect(() => () => player.current?.stop(), []);
  return {
    play: (prompts) => void player.current?.play(prompts),
    listening: (
      <label className="row row-tight">
        <Switch size="small" checked={hears} onChange={setHears} aria-label={words.hear} />
        {words.hear}
      </label>
    ),
  };
}

function State({ now: { result } }: { readonly now: Rehearsing }): ReactNode {
  const words = useTexts(trialTexts);
  const { path, variables, noted } = result;
  const held = Object.entries(variables);
  return (
    <>
      <section aria-label={words.path}>
        <h3>{words.path}</h3>
        <div className="flow-way">
          {path.map(({ node }, i) => (
            <code key={i}>{node}</code>
          ))}
        </div>
      </section>
      <section aria-label={words.held}>
        <h3>{words.held}</h3>
        {held.length === 0 ? <p className="dim">{words.noVariables}</p> : <Facts items={held} />}
      </section>
      {noted.length > 0 && (
        <section aria-label={words.ratings}>
          <h3>{words.ratings}</h3>
          {noted.map((one, i) => (
            <div key={i}>{notedWords(one, words)}</div>
          ))}
        </section>
      )}
    </>
  );
}
