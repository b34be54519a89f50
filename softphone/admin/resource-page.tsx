import { DeleteOutlined, EditOutlined, PlusOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Card, Input, Table, type TableColumnsType } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { adminTexts } from './admin-texts.js';
import { ResourceDrawer, type ResourceForm } from './resource-drawer.js';
import { SecretDialog } from './secret-dialog.js';

export interface Resource<T, F extends object> extends ResourceForm<T, F> {
  readonly title: string;
  /** What one item is, as in `New queue`. */
  readonly kind: string;
  /** The same function as long as the question is the same. */
  readonly load: () => Promise<readonly T[]>;
  readonly columns: TableColumnsType<T>;
  readonly remove: (item: T) => Promise<unknown>;
  /** More buttons for an item. @param shown shows a secret once. */
  readonly more?: (item: T, reload: () => void, shown: (secret: string) => void) => ReactNode;
  /** More buttons over the list. */
  readonly tools?: (reload: () => void) => ReactNode;
  /** For who may look and not change. */
  readonly readOnly?: boolean;
  /** Stands under the title. */
  readonly note?: ReactNode;
}

/** A list of what operators keep: find, create, change, delete. */
export function ResourcePage<T extends object, F extends object>({
  resource,
}: {
  readonly resource: Resource<T, F>;
}): ReactNode {
  const words = useTexts(adminTexts);
  const [loaded, reload] = useLoaded(resource.load);
  const [edited, setEdited] = useState<{ readonly item: T | undefined }>();
  const [search, setSearch] = useState('');
  const [secret, setSecret] = useState<string>();
  return (
    <Card
      size="small"
      title={<h2>{resource.title}</h2>}
      extra={
        <div className="row card-tools">
          <Input
            allowClear
            aria-label={words.search}
            placeholder={words.search}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Button icon={<ReloadOutlined aria-hidden />} aria-label={words.refresh} onClick={reload} />
          {resource.tools?.(reload)}
          {resource.readOnly !== true && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => setEdited({ item: undefined })}
            >
              {words.add}
            </Button>
          )}
        </div>
      }
    >
      {resource.note !== undefined && <p className="card-note">{resource.note}</p>}
      <LoadedView loaded={loaded} reload={reload}>
        {(items) => (
          <>
            <ItemTable
              resource={resource}
              items={items}
              search={search}
              reload={reload}
              edit={(item) => setEdited({ item })}
              shown={setSecret}
            />
            {edited && (
              <ResourceDrawer
                form={resource}
                title={
                  edited.item ? words.editItem(resource.nameOf(edited.item)) : words.addItem(resource.kind)
                }
                item={edited.item}
                items={items}
                close={() => setEdited(undefined)}
                done={(made) => {
                  setEdited(undefined);
                  setSecret(made);
                  reload();
                }}
              />
            )}
          </>
        )}
      </LoadedView>
      {secret !== undefined && <SecretDialog secret={secret} close={() => setSecret(undefined)} />}
    </Card>
  );
}

interface ItemTableProps<T, F extends object> {
  readonly resource: Resource<T, F>;
  readonly items: readonly T[];
  readonly search: string;
  readonly reload: () => void;
  readonly edit: (item: T) => void;
  readonly shown: (secret: string) => void;
}

function ItemTable<T extends object, F extends object>(props: ItemTableProps<T, F>): ReactNode {
  const { resource, items, search, reload, edit, shown } = props;
  const words = useTexts(adminTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return items.filter((item) => JSON.stringify(Object.values(item)).toLowerCase().includes(wanted));
  }, [items, search]);

  function remove(item: T): void {
    confirm(words.removeTitle(resource.nameOf(item)), words.removeWarning, async () => {
      if (await attempt(() => resource.remove(item), words.removed)) reload();
    });
  }

  const actions: TableColumnsType<T> = [
    {
      title: words.actions,
      fixed: 'right',
      render: (_, item) => (
        <div className="row row-tight">
          <Button
            size="small"
            icon={<EditOutlined aria-hidden />}
            aria-label={words.editItem(resource.nameOf(item))}
            onClick={() => edit(item)}
          >
            {words.edit}
          </Button>
          {resource.more?.(item, reload, shown)}
          <Button
            size="small"
            danger
            icon={<DeleteOutlined aria-hidden />}
            aria-label={words.removeItem(resource.nameOf(item))}
            onClick={() => remove(item)}
          />
        </div>
      ),
    },
  ];
  return (
    <Table<T>
      size="small"
      rowKey={resource.keyOf}
      locale={{ emptyText: items.length === 0 ? words.noItems(resource.kind) : words.notFound }}
      dataSource={found}
      scroll={{ x: 'max-content' }}
      pagination={{
        ...{ defaultPageSize: 15, pageSizeOptions: [15, 50, 100], hideOnSinglePage: true, size: 'small' },
        showTotal: words.total,
      }}
      columns={resource.readOnly === true ? resource.columns : [...resource.columns, ...actions]}
    />
  );
}
