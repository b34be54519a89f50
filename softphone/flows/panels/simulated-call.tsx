import { CaretRightOutlined, CustomerServiceOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import type { CaseStep, FlowEffect, Prompt, Simulated, SimulatedTurn } from './panel-requests.js';
import { promptsOf } from './prompt-player.js';
import { didWords, doesWords, promptWords } from './rehearsal-words.js';
import { refusedWords, trialTexts } from './trial-texts.js';

interface Props {
  readonly steps: readonly CaseStep[];
  readonly result: Simulated;
  readonly play: (prompts: readonly Prompt[]) => void;
}

/** What the flow says and what the caller does, as a conversation. */
export function SimulatedCall({ steps, result, play }: Props): ReactNode {
  const words = useTexts(trialTexts);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [steps.length]);
  const { turns } = result;
  return (
    <ol className="flow-talk" aria-label={words.conversation} aria-live="polite" tabIndex={0}>
      {turns.map((turn, i) => {
        const step = steps[i - 1];
        return (
          <Fragment key={turn.after}>
            {step && <CallerLine step={step} turn={turn} />}
            {says(turns[i - 1], turn) && <FlowLine does={turn.does} result={result} play={play} />}
          </Fragment>
        );
      })}
      <li ref={end} aria-hidden />
    </ol>
  );
}

/** Whether something new is done: a step that changes nothing says nothing again. */
function says(before: SimulatedTurn | undefined, { does, refused }: SimulatedTurn): boolean {
  return does !== null && refused === null && before?.does !== does && !isSame(before?.does, does);
}

/** Each turn comes over HTTP: what is the same is another object. Prompts that are said again are said. */
function isSame(before: FlowEffect | null | undefined, does: FlowEffect): boolean {
  return promptsOf(does).length === 0 && JSON.stringify(before) === JSON.stringify(does);
}

function CallerLine({ step, turn }: { readonly step: CaseStep; readonly turn: SimulatedTurn }): ReactNode {
  const words = useTexts(trialTexts);
  return (
    <li className="caller">
      <UserOutlined aria-label={words.callerDoes} />
      <span>
        {didWords(step, words)}
        {turn.refused !== null && (
          <span className="dim"> {words.notTaken(refusedWords(turn.refused, words))}</span>
        )}
      </span>
    </li>
  );
}

interface FlowLineProps extends Pick<Props, 'result' | 'play'> {
  readonly does: FlowEffect | null;
}

function FlowLine({ does, result, play }: FlowLineProps): ReactNode {
  const words = useTexts(trialTexts);
  const prompts = promptsOf(does);
  return (
    <li className="flow">
      <CustomerServiceOutlined aria-label={words.flowSays} />
      <div>
        <div className="dim">{doesWords(does, words)}</div>
        {prompts.map((prompt, i) => (
          <p key={i}>
            {promptWords(prompt, result.words)}
            {prompt.kind === 'recorded' && <Tag className="flow-prompt">{prompt.id}</Tag>}
          </p>
        ))}
      </div>
      {prompts.length > 0 && (
        <Button
          size="small"
          type="text"
          icon={<CaretRightOutlined aria-hidden />}
          aria-label={words.listen}
          onClick={() => play(prompts)}
        />
      )}
    </li>
  );
}
