import { PhoneOutlined, QuestionCircleOutlined, SwapRightOutlined } from '@ant-design/icons';
import { Button, Empty, Input, Segmented } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import type { Contact, Destination } from '../../engine/desk.js';
import { AgentStateTag } from '../desk-shell/agent-state-tag.js';
import { useDesk, useLanguage, useLive, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { agentTexts } from './agent-texts.js';
import { byDepartment, diallable, findContacts } from './contact-search.js';

type Kind = 'contacts' | 'agents' | 'queues';
const kinds = ['contacts', 'agents', 'queues'] as const satisfies readonly Kind[];

interface Props {
  /** A caller is on the line: the buttons transfer and consult instead of dialling. */
  readonly busy: boolean;
}

/** Everybody whom a call can be sent to, one key away. */
export function ContactsPanel({ busy }: Props): ReactNode {
  const words = useTexts(agentTexts);
  const [kind, setKind] = useState<Kind>('contacts');
  const [search, setSearch] = useState('');
  const number = diallable(search);
  return (
    <div className="stack">
      <div className="row">
        <Segmented<Kind>
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: words.kinds[value] }))}
        />
        <Input.Search
          className="grow"
          allowClear
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {number !== undefined && (
        <Line name={words.searchNumber(number)} to={{ kind: 'number', number }} busy={busy} />
      )}
      {kind === 'contacts' && <Contacts search={search} busy={busy} />}
      {kind === 'agents' && <Agents search={search} busy={busy} />}
      {kind === 'queues' && <Queues search={search} busy={busy} />}
    </div>
  );
}

interface ListProps extends Props {
  readonly search: string;
}

function Contacts({ search, busy }: ListProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const language = useLanguage();
  const [loaded, reload] = useLoaded(useCallback(() => client.contacts(), [client]));
  const shown = (all: readonly Contact[]): ReactNode => {
    const departments = byDepartment(findContacts(all, search), language);
    if (departments.length === 0) {
      return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noContacts} />;
    }
    return departments.map(({ name, contacts }) => (
      <section key={name} aria-label={name}>
        <h3>{name}</h3>
        {contacts.map((one) => (
          <Line
            key={one.id}
            name={one.name}
            detail={one.number}
            to={{ kind: 'number', number: one.number }}
            busy={busy}
          />
        ))}
      </section>
    ));
  };
  return (
    <LoadedView loaded={loaded} reload={reload}>
      {shown}
    </LoadedView>
  );
}

function Agents({ search, busy }: ListProps): ReactNode {
  const { picture } = useLive();
  const { user } = useSignedIn();
  return picture.agents
    .filter(
      (one) => one.id !== user.agent && one.state !== 'signedOut' && `${one.id} ${one.name}`.includes(search),
    )
    .map((one) => (
      <Line
        key={one.id}
        name={`${one.id} ${one.name}`}
        detail={<AgentStateTag agent={one} />}
        to={{ kind: 'agent', agent: one.id }}
        busy={busy}
      />
    ));
}

function Queues({ search, busy }: ListProps): ReactNode {
  const { picture } = useLive();
  const words = useTexts(agentTexts);
  return picture.queues
    .filter((one) => `${one.id} ${one.name}`.includes(search))
    .map((one) => (
      <Line
        key={one.id}
        name={one.name}
        detail={words.waitingThere(one.waiting.length)}
        to={{ kind: 'queue', queue: one.id }}
        busy={busy}
      />
    ));
}

interface LineProps extends Props {
  readonly name: string;
  readonly detail?: ReactNode;
  readonly to: Destination;
}

function Line({ name, detail, to, busy }: LineProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const attempt = useAttempt();
  const transfer = (): void => void attempt(() => client.control({ do: 'transfer', to }), words.transferred);
  const consult = (): void => void attempt(() => client.control({ do: 'consult', to }));
  const dial = (): void => void attempt(() => client.control({ do: 'dial', to }));
  return (
    <div className="contact-line">
      <span className="contact-name">{name}</span>
      <span>{detail}</span>
      <span className="row">
        {busy ? (
          <>
            {to.kind !== 'queue' && (
              <Button
                size="small"
                icon={<QuestionCircleOutlined aria-hidden />}
                aria-label={words.consultTo(name)}
                onClick={consult}
              >
                {words.consult}
              </Button>
            )}
            <Button
              size="small"
              icon={<SwapRightOutlined aria-hidden />}
              aria-label={words.transferTo(name)}
              onClick={transfer}
            >
              {words.transfer}
            </Button>
          </>
        ) : (
          to.kind !== 'queue' && (
            <Button
              size="small"
              icon={<PhoneOutlined aria-hidden />}
              aria-label={words.dialTo(name)}
              onClick={dial}
            >
              {words.dial}
            </Button>
          )
        )}
      </span>
    </div>
  );
}
