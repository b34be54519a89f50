import { BellOutlined } from '@ant-design/icons';
import { Button, Card } from 'antd';
import type { ReactNode } from 'react';
import type { Happening } from '../desk-shell/live-model.js';
import { useLanguage, useLive, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { formatTime } from '../i18n/format.js';
import { callOfAgent, type SupervisedCall } from './supervised-call.js';
import { possibleActions } from './supervision.js';
import { supervisorTexts } from './supervisor-texts.js';
import { useSupervision } from './use-supervision.js';

type Help = Extract<Happening, { kind: 'help' }>;

/** Agents who ask for a supervisor; one key away from listening to what goes on there. */
export function HelpRequests({ calls }: { readonly calls: readonly SupervisedCall[] }): ReactNode {
  const { feed } = useSignedIn();
  const { happenings, picture } = useLive();
  const words = useTexts(supervisorTexts);
  const language = useLanguage();
  const asked = happenings.filter((one): one is Help => one.kind === 'help');
  return (
    <Card size="small" title={<h2>{words.help}</h2>}>
      <ul className="feed" aria-live="assertive" aria-label={words.help}>
        {asked.length === 0 && <li>{words.noHelp}</li>}
        {asked.map((help) => (
          <li key={help.id} className="row row-between">
            <span>
              <ToneTag tone="warning" icon={<BellOutlined aria-hidden />}>
                {help.agent} {picture.agents.find((one) => one.id === help.agent)?.name}
              </ToneTag>{' '}
              <time>{formatTime(help.at, language)}</time> {help.text}
            </span>
            <span className="row">
              <ListenButton call={callOfAgent(calls, help.agent)} />
              <Button size="small" onClick={() => feed.dismiss(help.id)}>
                {words.seen}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ListenButton({ call }: { readonly call: SupervisedCall | undefined }): ReactNode {
  const { user } = useSignedIn();
  const words = useTexts(supervisorTexts);
  const act = useSupervision();
  if (!call || !possibleActions(call, user.name).includes('listen')) return null;
  return (
    <Button size="small" type="primary" onClick={() => act('listen', call.id)}>
      {words.listenTo}
    </Button>
  );
}
