import { Card } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { Facts } from '../desk-shell/facts.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { decisionFacts } from '../distribution/decision-words.js';
import { distributionTexts } from '../distribution/distribution-texts.js';
import { routingTexts } from '../distribution/routing-texts.js';
import { pathWords } from '../distribution/rule-words.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { callDecisions, type CallDecision } from './call-decisions.js';
import type { TimelineRead } from './call-timeline-view.js';
import { useConfiguration } from './use-configuration.js';

/** Why this agent: the rules that led the call to its queue, and what decided each offer. */
export function CallDecisions({ loaded, reload }: TimelineRead): ReactNode {
  const { decision: words } = useTexts(distributionTexts);
  return (
    <Card size="small" title={<h2>{words.title}</h2>}>
      <LoadedView loaded={loaded} reload={reload}>
        {(entries) => {
          const decisions = callDecisions(entries);
          if (decisions.length === 0) return words.none;
          return (
            <ol className="decisions">
              {decisions.map((one) => (
                <li key={one.seq}>
                  <DecisionView decision={one} />
                </li>
              ))}
            </ol>
          );
        }}
      </LoadedView>
    </Card>
  );
}

function DecisionView({ decision }: { readonly decision: CallDecision }): ReactNode {
  const words = useTexts(distributionTexts);
  const routing = useTexts(routingTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  const { skills } = useConfiguration();
  const { decision: say } = words;
  const at = <time className="dim">{formatTime(decision.at, language)}</time>;
  if (decision.kind === 'routed') {
    const { asked, queue, rules, failed, names } = decision;
    const named = (rule: string): string => names[rule] ?? rule;
    const failures = failed.map(
      ({ rule, at: path }) => `${named(rule)}（${pathWords(path.split('.'), routing)}）`,
    );
    return (
      <>
        <div className="row">
          {at} <strong>{say.routedTo(queueName(queue))}</strong>
          {asked !== queue && <span>{say.asked(queueName(asked))}</span>}
        </div>
        <Facts
          items={[
            [say.held, rules.length === 0 ? say.noRule : rules.map(named).join(' → ')],
            [say.failed, failures.join('；')],
          ]}
        />
      </>
    );
  }
  const names = { skill: (id: string): string => skills.find((one) => one.id === id)?.name ?? id };
  const duration = (ms: number): string => formatDuration(ms / 1000);
  return (
    <>
      <div className="row">
        {at} <strong>{say.offeredTo(decision.agent)}</strong> <span>{say.by[decision.why.by]}</span>
      </div>
      <Facts items={decisionFacts(decision.why, words, names, duration)} />
    </>
  );
}
