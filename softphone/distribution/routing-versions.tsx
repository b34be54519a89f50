import { Button, Drawer, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useDesk, useLanguage, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { formatDateTime } from '../i18n/format.js';
import { requests, type RoutingVersion, type VersionAbout } from './contract.js';
import { routingTexts } from './routing-texts.js';

interface Props {
  readonly inForce: number;
  readonly close: () => void;
  /** Takes a version as the draft. */
  readonly load: (version: RoutingVersion) => void;
  readonly restored: () => void;
}

/** What the rules were before, and back to it. */
export function RoutingVersions({ inForce, close, load, restored }: Props): ReactNode {
  const { client } = useDesk();
  const { user } = useSignedIn();
  const words = useTexts(routingTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const confirm = useConfirm();
  const [loaded, reload] = useLoaded(useCallback(() => requests.versions(client), [client]));
  const take = (version: number): Promise<boolean> =>
    attempt(async () => load(await requests.version(client, version)));
  const restore = (version: number): void =>
    confirm(words.restoreTitle(version), words.restoreWarning, async () => {
      if (!(await attempt(() => requests.restore(client, version), words.restored))) return;
      restored();
      close();
    });
  return (
    <Drawer open size={680} title={words.versions} onClose={close}>
      <LoadedView loaded={loaded} reload={reload}>
        {(versions) => (
          <Table<VersionAbout>
            size="small"
            rowKey="version"
            pagination={{ pageSize: 15, hideOnSinglePage: true, size: 'small' }}
            dataSource={[...versions]}
            locale={{ emptyText: words.noVersions }}
            columns={[
              { title: words.versionColumns.version, dataIndex: 'version' },
              { title: words.versionColumns.at, render: (_, { at }) => formatDateTime(at, language) },
              { title: words.versionColumns.by, dataIndex: 'by' },
              { title: words.versionColumns.note, dataIndex: 'note' },
              {
                title: <span className="only-read">{words.load}</span>,
                render: (_, { version }) => (
                  <div className="row row-tight">
                    <Button
                      size="small"
                      aria-label={words.loadVersion(version)}
                      onClick={() => void take(version)}
                    >
                      {words.load}
                    </Button>
                    {user.role === 'administrator' && version !== inForce && (
                      <Button
                        size="small"
                        aria-label={words.restoreVersion(version)}
                        onClick={() => restore(version)}
                      >
                        {words.restore}
                      </Button>
                    )}
                  </div>
                ),
              },
            ]}
          />
        )}
      </LoadedView>
    </Drawer>
  );
}
