import { CheckCircleOutlined, DiffOutlined, ExperimentOutlined, RollbackOutlined } from '@ant-design/icons';
import { Button, Card, Form, Modal, Table, Tag } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../../desk-shell/desk-context.js';
import { LoadedView } from '../../desk-shell/loaded-view.js';
import { ToneTag } from '../../desk-shell/tone-tag.js';
import { useAttempt } from '../../desk-shell/use-attempt.js';
import { useConfirm } from '../../desk-shell/use-confirm.js';
import { useLoaded } from '../../desk-shell/use-loaded.js';
import { formatDateTime } from '../../i18n/format.js';
import { requests, type Release } from '../contract.js';
import type { PanelProps } from '../flow-panels.js';
import { DifferenceDrawer, type Side } from './difference-drawer.js';
import { panelRequests, type Version } from './panel-requests.js';
import { PublishForm } from './publish-form.js';
import { releaseTexts } from './release-texts.js';
import { enteredTrial, TrialFields, trialRule, type EnteredTrial } from './trial-fields.js';
import './panels.css';

/** Publishing, trials, what was published before, and the way back. */
export default function VersionsPanel({ flow, text, changed, ...opened }: PanelProps): ReactNode {
  const { client } = useDesk();
  const load = useCallback(async () => {
    const [{ release }, versions] = await Promise.all([
      requests.open(client, flow),
      panelRequests.versions(client, flow),
    ]);
    return { release, versions };
  }, [client, flow]);
  const [loaded, reload] = useLoaded(load);
  const done = (): void => {
    reload();
    changed();
  };
  return (
    <div className="flow-panel stack">
      <LoadedView loaded={loaded} reload={reload}>
        {({ release, versions }) => (
          <>
            {release?.canary && <Trial flow={flow} release={release} done={done} />}
            <PublishForm
              {...{ flow, text, ...opened }}
              canTry={release !== null}
              trial={release?.canary?.version}
              published={done}
              conflicted={done}
            />
            <Versions flow={flow} text={text} release={release} versions={versions} done={done} />
          </>
        )}
      </LoadedView>
    </div>
  );
}

interface TrialProps {
  readonly flow: string;
  readonly release: Release;
  readonly done: () => void;
}

function Trial({ flow, release, done }: TrialProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(releaseTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const [changes, setChanges] = useState(false);
  const { canary } = release;
  if (!canary) return null;
  const act = (ask: () => Promise<unknown>, said: string) => async (): Promise<void> => {
    if (await attempt(ask, said)) done();
  };
  const promote = (): void =>
    confirm(
      words.promoteTitle(canary.version),
      words.promoteWarning,
      act(() => panelRequests.promote(client, flow), words.promoted),
    );
  const end = (): void =>
    confirm(
      words.endTrialTitle,
      words.endTrialWarning,
      act(() => panelRequests.rollBack(client, flow, words.endTrial), words.trialEnded),
    );
  const percent = `${Math.round(canary.share * 100)}%`;
  return (
    <Card size="small" title={<h3>{words.trial}</h3>}>
      <p>{words.trialOf(canary.version, percent, canary.numbers.length)}</p>
      <div className="row">
        <Button type="primary" size="small" onClick={promote}>
          {words.promote}
        </Button>
        <Button size="small" onClick={() => setChanges(true)}>
          {words.changeTrial}
        </Button>
        <Button size="small" danger onClick={end}>
          {words.endTrial}
        </Button>
      </div>
      {changes && (
        <ChangeTrial
          rule={canary}
          close={() => setChanges(false)}
          save={async (rule) => {
            await act(() => panelRequests.changeTrial(client, flow, rule), words.trialChanged)();
            setChanges(false);
          }}
        />
      )}
    </Card>
  );
}

interface ChangeTrialProps {
  readonly rule: NonNullable<Release['canary']>;
  readonly close: () => void;
  readonly save: (rule: ReturnType<typeof trialRule>) => Promise<void>;
}

function ChangeTrial({ rule, close, save }: ChangeTrialProps): ReactNode {
  const words = useTexts(releaseTexts);
  const [form] = Form.useForm<EnteredTrial>();
  return (
    <Modal
      open
      title={words.changeTrial}
      okText={words.save}
      cancelText={words.cancel}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <Form<EnteredTrial>
        form={form}
        layout="vertical"
        initialValues={enteredTrial(rule)}
        onFinish={(entered) => void save(trialRule(entered))}
      >
        <TrialFields />
      </Form>
    </Modal>
  );
}

interface VersionsProps {
  readonly flow: string;
  readonly text: string;
  readonly release: Release | null;
  readonly versions: readonly Version[];
  readonly done: () => void;
}

function Versions({ flow, text, release, versions, done }: VersionsProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(releaseTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const [compared, setCompared] = useState<{ readonly from: number; readonly to: Side }>();
  const rollBack = (version: number): void =>
    confirm(words.rollBackTitle(version), words.rollBackWarning, async () => {
      const reason = words.rollBackReason(version);
      if (await attempt(() => panelRequests.rollBack(client, flow, reason, version), words.rolledBack))
        done();
    });
  const live = release?.live;
  const previous = release?.previous ?? null;
  return (
    <section className="stack" aria-label={words.versions}>
      <div className="row">
        {previous !== null && (
          <Button icon={<RollbackOutlined aria-hidden />} onClick={() => rollBack(previous)}>
            {words.rollBack(previous)}
          </Button>
        )}
        {live !== undefined && (
          <Button icon={<DiffOutlined aria-hidden />} onClick={() => setCompared({ from: live, to: 'text' })}>
            {words.compareLive}
          </Button>
        )}
      </div>
      <VersionTable
        release={release}
        versions={versions}
        compare={(version) => setCompared(comparedWith(version, versions, live))}
        makeLive={rollBack}
      />
      {compared && (
        <DifferenceDrawer {...{ flow, text, versions, ...compared }} close={() => setCompared(undefined)} />
      )}
    </section>
  );
}

/** A version is compared with the live one; the live one with the one before it. */
function comparedWith(
  version: number,
  versions: readonly Version[],
  live: number | undefined,
): { readonly from: number; readonly to: Side } {
  if (live !== undefined && version !== live)
    return version < live ? { from: version, to: live } : { from: live, to: version };
  const before = versions.find((one) => one.version < version)?.version;
  return before === undefined ? { from: version, to: 'text' } : { from: before, to: version };
}

interface TableProps extends Pick<VersionsProps, 'release' | 'versions'> {
  readonly compare: (version: number) => void;
  readonly makeLive: (version: number) => void;
}

function VersionTable({ release, versions, compare, makeLive }: TableProps): ReactNode {
  const words = useTexts(releaseTexts);
  const language = useLanguage();
  return (
    <Table<Version>
      size="small"
      rowKey="version"
      pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small' }}
      dataSource={[...versions]}
      showHeader={false}
      locale={{ emptyText: words.noVersions }}
      columns={[
        {
          title: words.versions,
          render: (_, { version, reason, author, at, source }) => (
            <>
              <div className="row">
                <strong>
                  {words.version} {version}
                </strong>
                <Standing version={version} release={release} />
              </div>
              <div>{source === 'file' ? words.fromFile : reason}</div>
              <div className="dim">
                {source !== 'file' && `${author} · `}
                {formatDateTime(at, language)}
              </div>
            </>
          ),
        },
        {
          title: words.actions,
          align: 'right',
          render: (_, { version }) => (
            <span className="flow-version-actions">
              <Button size="small" type="link" onClick={() => compare(version)}>
                {words.compare}
              </Button>
              {release && version !== release.live && version !== release.canary?.version && (
                <Button size="small" type="link" onClick={() => makeLive(version)}>
                  {words.makeLive}
                </Button>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}

function Standing({
  version,
  release,
}: {
  readonly version: number;
  readonly release: Release | null;
}): ReactNode {
  const words = useTexts(releaseTexts);
  if (version === release?.live)
    return (
      <ToneTag tone="good" icon={<CheckCircleOutlined />}>
        {words.isLive}
      </ToneTag>
    );
  if (version === release?.canary?.version)
    return (
      <ToneTag tone="busy" icon={<ExperimentOutlined />}>
        {words.isOnTrial}
      </ToneTag>
    );
  if (version === release?.previous) return <Tag>{words.isPrevious}</Tag>;
  return null;
}
