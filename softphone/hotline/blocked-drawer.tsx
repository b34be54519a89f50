import { Drawer, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { formatDateTime } from '../i18n/format.js';
import { lists, type BlockedCall, type ListEntry } from './contract.js';
import { listTexts } from './list-texts.js';

/** When and for which number somebody was turned away. */
export function BlockedDrawer({
  entry,
  close,
}: {
  readonly entry: ListEntry;
  readonly close: () => void;
}): ReactNode {
  const { client } = useDesk();
  const words = useTexts(listTexts);
  const language = useLanguage();
  const [loaded, reload] = useLoaded(useCallback(() => lists.blocked(client, entry.id), [client, entry]));
  return (
    <Drawer open size={520} title={words.blockedOf(entry.number)} onClose={close}>
      <LoadedView loaded={loaded} reload={reload}>
        {(calls) => (
          <Table<BlockedCall>
            size="small"
            rowKey={({ call, at }) => `${call} ${at}`}
            dataSource={[...calls]}
            pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
            columns={[
              { title: words.at, render: (_, { at }) => formatDateTime(at, language) },
              { title: words.number, dataIndex: 'caller' },
              { title: words.called, dataIndex: 'called' },
            ]}
          />
        )}
      </LoadedView>
    </Drawer>
  );
}
