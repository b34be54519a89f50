import { EyeOutlined, StarFilled } from '@ant-design/icons';
import { Card, Empty } from 'antd';
import type { ReactNode } from 'react';
import type { AgentView } from '../../engine/control.js';
import type { ConversationView } from '../../engine/desk.js';
import { AgentStateTag } from '../desk-shell/agent-state-tag.js';
import { useLanguage, useNow, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { Facts } from '../desk-shell/facts.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { domainTexts } from '../i18n/domain-texts.js';
import { formatDuration } from '../i18n/format.js';
import { agentTexts } from './agent-texts.js';
import { CallData } from './call-data.js';
import type { ShownConversation } from './desk-model.js';
import { deskTimers, timerMs } from './desk-timers.js';

interface Props {
  readonly shown: ShownConversation | undefined;
  readonly agent: AgentView | undefined;
}

export function ConversationCard({ shown, agent }: Props): ReactNode {
  const words = useTexts(agentTexts);
  const title = shown?.phase === 'after' ? words.lastConversation : words.conversation;
  return (
    <Card size="small" title={<h2>{title}</h2>} extra={agent && <AgentStateTag agent={agent} />}>
      <div className="stack">
        <Timers agent={agent} conversation={shown?.phase === 'now' ? shown.conversation : undefined} />
        {shown ? (
          <Conversation conversation={shown.conversation} over={shown.phase === 'after'} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noConversation} />
        )}
      </div>
    </Card>
  );
}

function Timers({
  agent,
  conversation,
}: {
  readonly agent: AgentView | undefined;
  readonly conversation: ConversationView | undefined;
}): ReactNode {
  const words = useTexts(agentTexts);
  const now = useNow();
  return (
    <dl className="figures">
      {deskTimers(agent, conversation).map((timer) => (
        <div className="figure" key={timer.name}>
          <dt>{words.timers[timer.name]}</dt>
          <dd>
            <time>{formatDuration(timerMs(timer, now) / 1000)}</time>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ConversationProps {
  readonly conversation: ConversationView;
  /** What is shown was so when it was last seen. */
  readonly over: boolean;
}

function Conversation({ conversation, over }: ConversationProps): ReactNode {
  const words = useTexts(agentTexts);
  const domain = domainTexts[useLanguage()];
  const queueName = useQueueName();
  const { caller, callerName, called, queue, direction, state, result, supervision, keys, data } =
    conversation;
  return (
    <>
      <div className="row" aria-live="polite">
        <strong className="caller-number">{caller}</strong>
        {callerName !== '' && <span>{callerName}</span>}
        <Level level={conversation.callerLevel ?? ''} />
        <span>{domain.conversationStates[over ? 'ended' : state]}</span>
        {supervision && !over && (
          <ToneTag tone="warning" icon={<EyeOutlined aria-hidden />}>
            {words.supervised(domain.supervisionModes[supervision.mode], supervision.supervisor)}
          </ToneTag>
        )}
      </div>
      <Facts
        items={[
          [words.called, called],
          [words.direction, domain.directions[direction]],
          [words.queue, queueName(queue)],
          [words.result, result && domain.dialResults[result]],
          [words.keys, keys.length === 0 ? words.noKeys : <Keys key="keys" keys={keys} />],
          [words.parties, over ? '' : <Parties key="parties" conversation={conversation} />],
        ]}
      />
      <CallData key={conversation.id} data={data} editable={state !== 'ended'} />
    </>
  );
}

function Level({ level }: { readonly level: string }): ReactNode {
  const words = useTexts(agentTexts);
  if (level === '') return null;
  const names: Readonly<Record<string, string>> = words.levels;
  return (
    <ToneTag tone="warning" icon={<StarFilled aria-hidden />}>
      {names[level] ?? level}
    </ToneTag>
  );
}

function Parties({ conversation }: { readonly conversation: ConversationView }): ReactNode {
  const words = useTexts(agentTexts);
  const { partyRoles } = domainTexts[useLanguage()];
  return conversation.parties.map(({ leg, role, party, name, state }) => (
    <div key={leg} className="party">
      <span>{partyRoles[role]}</span>
      <span>{name === '' ? party : `${name} ${party}`}</span>
      <span className="dim">{words.partyStates[state]}</span>
    </div>
  ));
}

/** What the caller pressed; which node of the flow asked is told to who points at it, for its id is no agent's word. */
function Keys({ keys }: { readonly keys: ConversationView['keys'] }): ReactNode {
  return keys.map(({ node, digits }, place) => (
    <span key={`${place} ${node}`} className="pressed" title={node}>
      <kbd>{digits}</kbd>
    </span>
  ));
}
