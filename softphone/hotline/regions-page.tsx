import {
  DeleteOutlined,
  EditOutlined,
  PlusOutlined,
  ReloadOutlined,
  SearchOutlined,
} from '@ant-design/icons';
import { Button, Card, Form, Input, Table, type TableColumnsType } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import sample from '../../ivr-flows/tables/regions.sample.csv?raw';
import { adminTexts } from '../admin/admin-texts.js';
import { numberRule, textRule } from '../admin/field-rules.js';
import { ResourceDrawer } from '../admin/resource-drawer.js';
import { useRules } from '../admin/resource-form.js';
import { useDesk, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { regions, type Region } from './contract.js';
import { listTexts } from './list-texts.js';
import { SheetButtons } from './sheet-import.js';

interface Asked {
  readonly search: string;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** Where callers are from (归属地), by the beginning of their numbers. A full table is long: the engine pages it. */
export default function RegionsPage(): ReactNode {
  const { client } = useDesk();
  const { user } = useSignedIn();
  const { regions: words } = useTexts(listTexts);
  const admin = useTexts(adminTexts);
  const mayChange = user.role === 'administrator';
  const [asked, setAsked] = useState<Asked>({ search: '', page: 1, pageSize: 15 });
  const { search, page, pageSize } = asked;
  const load = useCallback(
    () => regions.find(client, { search, offset: (page - 1) * pageSize, limit: pageSize }),
    [client, search, page, pageSize],
  );
  const [loaded, reload] = useLoaded(load);
  const [edited, setEdited] = useState<{ readonly item: Region | undefined }>();
  const tools = (
    <div className="row card-tools">
      <Input.Search
        allowClear
        aria-label={words.search}
        placeholder={words.search}
        onSearch={(text) => setAsked({ ...asked, search: text, page: 1 })}
      />
      <Button icon={<ReloadOutlined aria-hidden />} aria-label={admin.refresh} onClick={reload} />
      <SheetButtons
        sheet={{
          ...{ what: words.table, columns: words.columns, name: 'regions.csv' },
          ...{ importPath: '/api/regions/import', exportPath: '/api/regions.csv' },
          sample: () => new Blob(['\uFEFF', sample], { type: 'text/csv' }),
        }}
        imported={mayChange ? reload : undefined}
      />
      {mayChange && (
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => setEdited({ item: undefined })}
        >
          {admin.add}
        </Button>
      )}
    </div>
  );
  return (
    <div className="stack">
      <Card size="small" title={<h2>{words.title}</h2>} extra={tools}>
        <p className="card-note">{words.note}</p>
        <LookUp />
        <LoadedView loaded={loaded} reload={reload}>
          {({ items, total, prefixes }) => (
            <>
              <RegionTable
                {...{ items, total, asked, setAsked, reload }}
                edit={mayChange ? (item) => setEdited({ item }) : undefined}
              />
              <p className="dim">{words.prefixes(prefixes)}</p>
            </>
          )}
        </LoadedView>
      </Card>
      {edited && (
        <ResourceDrawer<Region, Region>
          form={{
            keyOf: ({ prefix }) => prefix,
            nameOf: ({ prefix, region }) => `${prefix} ${region}`,
            keyField: 'prefix',
            fieldNames: ['prefix', 'region'],
            blank: {},
            formOf: (one) => one,
            fields: (one) => <RegionFields existing={one !== undefined} />,
            save: async (entered) => {
              await regions.save(client, entered);
              return undefined;
            },
          }}
          title={edited.item ? admin.editItem(edited.item.prefix) : admin.addItem(words.kind)}
          item={edited.item}
          items={loaded.name === 'there' ? loaded.value.items : []}
          close={() => setEdited(undefined)}
          done={() => {
            setEdited(undefined);
            reload();
          }}
        />
      )}
    </div>
  );
}

interface TableProps {
  readonly items: readonly Region[];
  readonly total: number;
  readonly asked: Asked;
  readonly setAsked: (asked: Asked) => void;
  readonly reload: () => void;
  readonly edit: ((item: Region) => void) | undefined;
}

function RegionTable({ items, total, asked, setAsked, reload, edit }: TableProps): ReactNode {
  const { client } = useDesk();
  const { regions: words } = useTexts(listTexts);
  const admin = useTexts(adminTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const remove = ({ prefix, region }: Region): void =>
    confirm(admin.removeTitle(`${prefix} ${region}`), admin.removeWarning, async () => {
      if (await attempt(() => regions.remove(client, prefix), admin.removed)) reload();
    });
  const actions: TableColumnsType<Region> = [
    {
      title: admin.actions,
      width: 140,
      render: (_, item) => (
        <div className="row row-tight">
          <Button
            size="small"
            icon={<EditOutlined aria-hidden />}
            aria-label={admin.editItem(item.prefix)}
            onClick={() => edit?.(item)}
          >
            {admin.edit}
          </Button>
          <Button
            size="small"
            danger
            icon={<DeleteOutlined aria-hidden />}
            aria-label={admin.removeItem(item.prefix)}
            onClick={() => remove(item)}
          />
        </div>
      ),
    },
  ];
  return (
    <Table<Region>
      size="small"
      rowKey={({ prefix }) => prefix}
      locale={{ emptyText: asked.search === '' ? admin.noItems(words.kind) : admin.notFound }}
      dataSource={[...items]}
      pagination={{
        ...{ current: asked.page, pageSize: asked.pageSize, total, size: 'small', showTotal: admin.total },
        pageSizeOptions: [15, 50, 100],
        onChange: (page, pageSize) => setAsked({ ...asked, page, pageSize }),
      }}
      columns={[
        { title: words.prefix, dataIndex: 'prefix' },
        { title: words.region, dataIndex: 'region' },
        ...(edit ? actions : []),
      ]}
    />
  );
}

/** As flows and rules would find it. */
function LookUp(): ReactNode {
  const { client } = useDesk();
  const { regions: words } = useTexts(listTexts);
  const attempt = useAttempt();
  const [found, setFound] = useState<Region>();
  const look = (number: string): void => {
    if (/^[+]?[0-9*#]{1,32}$/.test(number.trim()))
      void attempt(async () => setFound(await regions.of(client, number.trim())));
    else setFound(undefined);
  };
  return (
    <div className="row look-up">
      <Input.Search
        aria-label={words.lookUp}
        placeholder={words.lookUp}
        enterButton={words.lookUpButton}
        prefix={<SearchOutlined aria-hidden />}
        inputMode="tel"
        maxLength={32}
        onSearch={look}
      />
      <strong role="status">
        {found && (found.region === '' ? words.unknown : words.found(found.region, found.prefix))}
      </strong>
    </div>
  );
}

function RegionFields({ existing }: { readonly existing: boolean }): ReactNode {
  const { regions: words } = useTexts(listTexts);
  const rules = useRules();
  return (
    <>
      <Form.Item name="prefix" label={words.prefix} rules={rules(numberRule)}>
        <Input autoFocus={!existing} disabled={existing} maxLength={32} inputMode="tel" />
      </Form.Item>
      <Form.Item name="region" label={words.region} rules={rules(textRule(80))}>
        <Input autoFocus={existing} maxLength={80} />
      </Form.Item>
    </>
  );
}
