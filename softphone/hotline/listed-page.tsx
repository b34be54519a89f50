import { Button, DatePicker, Form, Input, InputNumber, Segmented, type TableColumnsType } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useState, type ReactNode } from 'react';
import { numberRule, optional, textRule, wholeRule } from '../admin/field-rules.js';
import { useRules } from '../admin/resource-form.js';
import { ResourcePage } from '../admin/resource-page.js';
import { useDesk, useLanguage, useNow, useTexts } from '../desk-shell/desk-context.js';
import { formatDateTime } from '../i18n/format.js';
import { BlockedDrawer } from './blocked-drawer.js';
import { lists, type ListEntry, type ListKind } from './contract.js';
import { listTexts } from './list-texts.js';
import { SheetButtons } from './sheet-import.js';

interface EntryForm extends Pick<ListEntry, 'number' | 'match' | 'name' | 'level' | 'reason' | 'warning'> {
  readonly expiresAt: Dayjs | null | undefined;
}

const matches = ['exact', 'prefix'] as const;

/** Numbers on a list (黑名单, 白名单, 重点来电), whole or by their beginning, for a time or for good. */
export function ListedPage({ list }: { readonly list: ListKind }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(listTexts);
  const [shown, setShown] = useState<ListEntry>();
  const zone = -new Date().getTimezoneOffset();
  const path = `/api/lists/${list}`;
  return (
    <>
      <ResourcePage<ListEntry, EntryForm>
        resource={{
          title: words.titles[list],
          kind: words.kinds[list],
          note: words.notes[list],
          load: useCallback(() => lists.list(client, list), [client, list]),
          keyOf: ({ id }) => id,
          nameOf: ({ number, name }) => `${number} ${name}`.trim(),
          keyField: 'number',
          fieldNames: ['number', 'match', 'name', 'level', 'reason', 'warning', 'expiresAt'],
          blank: {
            ...{ match: 'exact', name: '', level: list === 'important' ? 5 : 0 },
            ...{ reason: '', warning: '', expiresAt: null },
          },
          formOf: ({ number, match, name, level, reason, warning, expiresAt }) => ({
            ...{ number, match, name, level, reason, warning },
            expiresAt: expiresAt === null ? null : dayjs(expiresAt),
          }),
          columns: useColumns(list, setShown),
          fields: (entry) => <EntryFields list={list} existing={entry !== undefined} />,
          save: async ({ expiresAt, ...entered }, item) => {
            await lists.save(client, {
              ...{ list, name: '', level: 5, reason: '', warning: '' },
              ...(item && { name: item.name, level: item.level, reason: item.reason, warning: item.warning }),
              ...entered,
              expiresAt: expiresAt?.valueOf() ?? null,
            });
            return undefined;
          },
          remove: ({ id }) => lists.remove(client, id),
          tools: (reload) => (
            <SheetButtons
              sheet={{
                ...{ what: words.titles[list], columns: words.columns, name: `${list}.xlsx` },
                ...{ importPath: `${path}/import`, exportPath: `${path}/sheet`, query: { zone } },
              }}
              imported={reload}
            />
          ),
        }}
      />
      {shown && <BlockedDrawer entry={shown} close={() => setShown(undefined)} />}
    </>
  );
}

function useColumns(list: ListKind, show: (entry: ListEntry) => void): TableColumnsType<ListEntry> {
  const words = useTexts(listTexts);
  const language = useLanguage();
  const number: TableColumnsType<ListEntry> = [
    { title: words.number, dataIndex: 'number', sorter: (a, b) => (a.number < b.number ? -1 : 1) },
    {
      title: words.match,
      render: (_, { match }) => words.matches[match],
      filters: matches.map((value) => ({ value, text: words.matches[value] })),
      onFilter: (value, { match }) => match === value,
    },
  ];
  const important: TableColumnsType<ListEntry> = [
    { title: words.name, dataIndex: 'name' },
    { title: words.level, dataIndex: 'level', sorter: (a, b) => a.level - b.level },
    { title: words.warning, dataIndex: 'warning' },
  ];
  const black: TableColumnsType<ListEntry> = [
    {
      title: words.blocked,
      sorter: (a, b) => a.blocked - b.blocked,
      render: (_, entry) =>
        entry.blocked === 0 ? (
          <span className="dim">{words.never}</span>
        ) : (
          <Button
            size="small"
            aria-label={words.blockedCount(entry.blocked, entry.number)}
            onClick={() => show(entry)}
          >
            {entry.blocked}
          </Button>
        ),
    },
    {
      title: words.lastBlockedAt,
      sorter: (a, b) => (a.lastBlockedAt ?? 0) - (b.lastBlockedAt ?? 0),
      render: (_, { lastBlockedAt }) => lastBlockedAt !== null && formatDateTime(lastBlockedAt, language),
    },
  ];
  return [
    ...number,
    ...(list === 'important' ? important : [{ title: words.reason, dataIndex: 'reason' }]),
    { title: words.expiresAt, render: (_, { expiresAt }) => <Expiry at={expiresAt} /> },
    ...(list === 'black' ? black : []),
    { title: words.createdBy, dataIndex: 'createdBy' },
  ];
}

function Expiry({ at }: { readonly at: number | null }): ReactNode {
  const words = useTexts(listTexts);
  const language = useLanguage();
  const now = useNow();
  if (at === null) return words.forGood;
  const said = formatDateTime(at, language);
  return at <= now ? <span className="dim">{words.expired(said)}</span> : said;
}

/** What is the same number on the same list is one entry: number and match stay. */
function EntryFields({ list, existing }: { readonly list: ListKind; readonly existing: boolean }): ReactNode {
  const words = useTexts(listTexts);
  const rules = useRules();
  return (
    <>
      <Form.Item name="number" label={words.number} rules={rules(numberRule)}>
        <Input autoFocus={!existing} disabled={existing} maxLength={32} inputMode="tel" />
      </Form.Item>
      <Form.Item name="match" label={words.match}>
        <Segmented
          disabled={existing}
          options={matches.map((value) => ({ value, label: words.matches[value] }))}
        />
      </Form.Item>
      {list === 'important' ? (
        <>
          <Form.Item name="name" label={words.name} rules={rules(textRule(80))}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item name="level" label={words.level} rules={rules(wholeRule(-1000, 1000))}>
            <InputNumber precision={0} />
          </Form.Item>
          <Form.Item name="warning" label={words.warning} extra={words.warningHint}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
        </>
      ) : (
        <Form.Item name="reason" label={words.reason} rules={rules(optional(textRule(500)))}>
          <Input.TextArea maxLength={500} rows={2} />
        </Form.Item>
      )}
      <Form.Item name="expiresAt" label={words.expiresAt} extra={words.expiresHint}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
    </>
  );
}
