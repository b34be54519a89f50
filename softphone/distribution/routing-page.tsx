import { HistoryOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Input } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { refusalWords } from '../desk-shell/refusal-words.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { requests, type Routing, type RoutingVersion, type RuleFault } from './contract.js';
import { PolicyCard } from './policy-card.js';
import { RoutingTest } from './routing-test.js';
import { routingTexts } from './routing-texts.js';
import { useRoutingDraft } from './routing-draft.js';
import { RoutingVersions } from './routing-versions.js';
import { RuleDrawer } from './rule-drawer.js';
import { RuleTable } from './rule-table.js';
import './distribution.css';

/** Routing rules (ACD12): in force, as a draft, and where a caller would go by them. */
export default function RoutingPage(): ReactNode {
  const { client } = useDesk();
  const [loaded, reload] = useLoaded(useCallback(() => requests.routing(client), [client]));
  const words = useTexts(routingTexts);
  return loaded.name === 'there' ? (
    <Rules inForce={loaded.value} reload={reload} />
  ) : (
    <Card size="small" title={<h2>{words.title}</h2>}>
      <LoadedView loaded={loaded} reload={reload}>
        {() => null}
      </LoadedView>
    </Card>
  );
}

interface Props {
  readonly inForce: RoutingVersion;
  readonly reload: () => void;
}

function Rules({ inForce, reload }: Props): ReactNode {
  const words = useTexts(routingTexts);
  const [draft, setDraft] = useRoutingDraft();
  const [edited, setEdited] = useState<{ readonly at: number | undefined }>();
  const [showsVersions, setShowsVersions] = useState(false);
  const routing = draft?.routing ?? inForce.routing;
  const change = (changed: Routing): void =>
    setDraft({ basedOn: draft?.basedOn ?? inForce.version, routing: changed });
  const done = (): void => {
    setDraft(null);
    reload();
  };
  return (
    <div className="stack">
      {draft && <DraftBar inForce={inForce} basedOn={draft.basedOn} routing={routing} done={done} />}
      <Card
        size="small"
        title={<h2>{words.title}</h2>}
        extra={
          <div className="row">
            <span className="dim">{words.version(inForce.version)}</span>
            <Button icon={<HistoryOutlined aria-hidden />} onClick={() => setShowsVersions(true)}>
              {words.versions}
            </Button>
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setEdited({ at: undefined })}
            >
              {words.add}
            </Button>
          </div>
        }
      >
        <p className="card-note">{words.intro}</p>
        <RuleTable routing={routing} change={change} edit={(at) => setEdited({ at })} />
      </Card>
      <RoutingTest draft={draft?.routing} />
      <PolicyCard routing={routing} change={change} />
      {edited && (
        <RuleDrawer routing={routing} at={edited.at} close={() => setEdited(undefined)} apply={change} />
      )}
      {showsVersions && (
        <RoutingVersions
          inForce={inForce.version}
          close={() => setShowsVersions(false)}
          load={(version) => {
            setDraft({ basedOn: inForce.version, routing: version.routing });
            setShowsVersions(false);
          }}
          restored={done}
        />
      )}
    </div>
  );
}

interface DraftProps {
  readonly inForce: RoutingVersion;
  readonly basedOn: number;
  readonly routing: Routing;
  readonly done: () => void;
}

function DraftBar({ inForce, basedOn, routing, done }: DraftProps): ReactNode {
  const { client } = useDesk();
  const { user } = useSignedIn();
  const words = useTexts(routingTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const confirm = useConfirm();
  const [note, setNote] = useState('');
  const [faults, setFaults] = useState<readonly RuleFault[]>([]);

  async function publish(): Promise<void> {
    const found: RuleFault[] = [];
    const checked = await attempt(async () => {
      found.push(...(await requests.check(client, routing)));
      setFaults(found);
    });
    if (!checked || found.length > 0) return;
    if (await attempt(() => requests.save(client, routing, { note, basedOn }), words.published)) done();
  }

  const say = (reason: string): string =>
    refusalWords({ code: 'request.invalid', message: reason, where: '' }, language);
  return (
    <div className="draft-bar" role="region" aria-label={words.draft}>
      <div className="row">
        <strong>{words.draft}</strong>
        <span>{user.role === 'administrator' ? words.draftHint : words.readOnly}</span>
      </div>
      {basedOn !== inForce.version && <Alert showIcon type="warning" title={words.outdated} />}
      <div aria-live="assertive">
        {faults.length > 0 && (
          <Alert
            showIcon
            type="error"
            title={words.wrong(faults.length)}
            description={faults.map(({ path, reason }) => (
              <div key={path}>
                <code>{path}</code> {say(reason)}
              </div>
            ))}
          />
        )}
      </div>
      <div className="row">
        {user.role === 'administrator' && (
          <>
            <Input
              className="grow"
              aria-label={words.note}
              placeholder={words.note}
              maxLength={200}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
            <Button type="primary" onClick={() => void publish()}>
              {words.publish}
            </Button>
          </>
        )}
        <Button onClick={() => confirm(words.discardTitle, words.discardWarning, done)}>
          {words.discard}
        </Button>
      </div>
    </div>
  );
}
