import { Card } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { AuditItem } from '../../engine/desk.js';
import type { Happening } from '../desk-shell/live-model.js';
import { useDesk, useLanguage, useLive, useTexts } from '../desk-shell/desk-context.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { domainTexts } from '../i18n/domain-texts.js';
import { formatTime } from '../i18n/format.js';
import { supervisorTexts } from './supervisor-texts.js';

const shownItems = 40;

interface Line {
  readonly key: string;
  readonly at: number;
  readonly text: string;
}

/** Who did what, whom to, and when: out of the audit, and at once out of the live events. */
export function ActivityFeed(): ReactNode {
  const { happenings } = useLive();
  // A new deed has the audit read again.
  const latest = happenings.find((one) => one.kind === 'stateForced')?.id ?? 0;
  return <Activity key={latest} happenings={happenings} />;
}

function Activity({ happenings }: { readonly happenings: readonly Happening[] }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const language = useLanguage();
  const [audit] = useLoaded(useCallback(() => client.audit(shownItems), [client]));
  const { agentStates } = domainTexts[language];
  const actions: Readonly<Record<string, string>> = words.auditActions;
  const audited = (audit.name === 'there' ? audit.value : []).map((one: AuditItem): Line => ({
    key: `audit ${one.id}`,
    at: one.at,
    text: [one.userName, actions[one.action] ?? one.action, one.target === one.userName ? '' : one.target]
      .join(' ')
      .trim(),
  }));
  const live = happenings.flatMap((one): readonly Line[] =>
    one.kind === 'stateForced'
      ? [
          {
            ...{ key: `live ${one.id}`, at: one.at },
            text: words.forced(one.by, `${one.agent.id} ${one.agent.name}`, agentStates[one.agent.state]),
          },
        ]
      : [],
  );
  const lines = [...live, ...audited].sort((a, b) => b.at - a.at).slice(0, shownItems);
  return (
    <Card size="small" title={<h2>{words.activity}</h2>}>
      <ul className="feed" tabIndex={0} aria-label={words.activity}>
        {lines.length === 0 && <li>{words.noActivity}</li>}
        {lines.map((line) => (
          <li key={line.key}>
            <time>{formatTime(line.at, language)}</time> {line.text}
          </li>
        ))}
      </ul>
    </Card>
  );
}
