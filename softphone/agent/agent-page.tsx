import { Tabs } from 'antd';
import { useMemo, useRef, type ReactNode } from 'react';
import { useLive, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { OwnTasks } from '../tasks/own-tasks.js';
import { agentTexts } from './agent-texts.js';
import { AnswerSettings } from './answer-settings.js';
import { CallerHistory } from './caller-history.js';
import { ContactsPanel } from './contacts-panel.js';
import { ConversationCard } from './conversation-card.js';
import { noMemory, remember, shownConversation } from './desk-model.js';
import { MessagesPanel } from './messages-panel.js';
import { MissedCalls, OwnCalls } from './own-calls.js';
import { TodayPanel } from './today-panel.js';
import { WrapUpForm } from './wrap-up-form.js';
import './agent.css';

/** The agent desk below the softphone bar. */
export default function AgentPage(): ReactNode {
  const { user } = useSignedIn();
  const { picture, conversations } = useLive();
  const words = useTexts(agentTexts);
  const agent = picture.agents.find((one) => one.id === user.agent);
  const memory = useRef(noMemory);
  const shown = useMemo(() => {
    memory.current = remember(memory.current, conversations);
    return shownConversation(memory.current, conversations, agent);
  }, [conversations, agent]);
  const conversation = shown?.conversation;
  // Lists of calls change when the agent's state does: read again then, and not at each event.
  const moment = `${agent?.state ?? ''} ${conversation?.id ?? ''}`;
  const tabs = [
    {
      key: 'contacts',
      label: words.tabs.contacts,
      children: <ContactsPanel busy={shown?.phase === 'now'} />,
    },
    { key: 'own', label: words.tabs.own, children: <OwnCalls key={moment} /> },
    { key: 'missed', label: words.tabs.missed, children: <MissedCalls key={moment} /> },
  ];
  return (
    <div className="columns agent-columns">
      <div className="stack">
        <OwnTasks />
        <ConversationCard shown={shown} agent={agent} />
        {conversation && <CallerHistory key={`history ${conversation.id}`} conversation={conversation.id} />}
      </div>
      <div className="stack">
        {conversation && <WrapUpForm key={conversation.id} conversation={conversation} agent={agent} />}
        <Tabs className="agent-lists" items={tabs} destroyOnHidden />
      </div>
      <div className="stack">
        <TodayPanel key={moment} />
        <MessagesPanel agent={agent} />
        <AnswerSettings />
      </div>
    </div>
  );
}
