import { SoundOutlined, UserSwitchOutlined } from '@ant-design/icons';
import { Button, Card, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentView } from '../../engine/control.js';
import type { Happening } from '../desk-shell/live-model.js';
import { useDesk, useLanguage, useLive, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { domainTexts } from '../i18n/domain-texts.js';
import { formatTime } from '../i18n/format.js';
import { agentTexts } from './agent-texts.js';
import { concerns } from './desk-model.js';

/** Messages from supervisors, states that they set, and a way to call for one. */
export function MessagesPanel({ agent }: { readonly agent: AgentView | undefined }): ReactNode {
  const { user } = useSignedIn();
  const { happenings } = useLive();
  const words = useTexts(agentTexts);
  const own = happenings.filter((one) => concerns(one, user.agent ?? '', user.name));
  return (
    <Card size="small" title={<h2>{words.messages}</h2>}>
      <ul className="feed" aria-live="polite" aria-label={words.messages} tabIndex={0}>
        {own.length === 0 && <li>{words.noMessages}</li>}
        {own.map((one) => (
          <li key={one.id}>
            <Line happening={one} />
          </li>
        ))}
      </ul>
      {agent && agent.state !== 'signedOut' && <HelpForm />}
    </Card>
  );
}

function Line({ happening }: { readonly happening: Happening }): ReactNode {
  const words = useTexts(agentTexts);
  const language = useLanguage();
  const at = <time>{formatTime(happening.at, language)}</time>;
  switch (happening.kind) {
    case 'stateForced': {
      const state = domainTexts[language].agentStates[happening.agent.state];
      return (
        <>
          <UserSwitchOutlined aria-hidden /> {at} {words.forced(happening.by, state)}
        </>
      );
    }
    case 'message':
      return (
        <>
          <SoundOutlined aria-hidden /> {at} {words.messageFrom(happening.from)}
          <div>{happening.text}</div>
        </>
      );
    case 'help':
      return null;
  }
}

function HelpForm(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const attempt = useAttempt();
  const [text, setText] = useState('');
  const ask = async (): Promise<void> => {
    const wanted = text.trim() === '' ? words.helpDefault : text.trim();
    if (await attempt(() => client.askForHelp(wanted), words.helpSent)) setText('');
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <Input
        className="grow"
        aria-label={words.helpPlaceholder}
        placeholder={words.helpPlaceholder}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
      <Button htmlType="submit">{words.sendHelp}</Button>
    </form>
  );
}
