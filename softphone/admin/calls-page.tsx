import { SearchOutlined } from '@ant-design/icons';
import { Button, Card, DatePicker, Form, Input, Select, Table } from 'antd';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useLive, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import type { Query } from '../api/http.js';
import { formatDateTime, formatDuration } from '../i18n/format.js';
import { CallDrawer } from './call-drawer.js';
import { listCalls, outcomes, talkedMs, waitedMs, type CallRecord } from './call-record.js';
import { callTexts } from './call-texts.js';
import './records.css';

/** A moment as the date picker has it. */
type Moment = { valueOf(): number } | null;

interface Filter {
  readonly between?: readonly [Moment, Moment] | null;
  readonly caller?: string;
  readonly called?: string;
  readonly agent?: string;
  readonly queue?: string;
  readonly outcome?: string;
}

const pageLength = 50;

/** Records of calls (通话记录): found by their columns, latest first. */
export default function CallsPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(callTexts);
  const attempt = useAttempt();
  const [query, setQuery] = useState<Query>({});
  const [calls, setCalls] = useState<readonly CallRecord[]>([]);
  const [next, setNext] = useState<string>();
  const [reading, setReading] = useState(false);
  const [chosen, setChosen] = useState<CallRecord>();

  const read = useCallback(
    async (wanted: Query, cursor?: string) => {
      setReading(true);
      await attempt(async () => {
        const page = await listCalls(client, { ...wanted, cursor, limit: pageLength });
        setCalls((before) => (cursor === undefined ? page.calls : [...before, ...page.calls]));
        setNext(page.next);
      });
      setReading(false);
    },
    [client, attempt],
  );
  useEffect(() => {
    void read(query);
  }, [read, query]);

  return (
    <Card size="small" title={<h2>{words.title}</h2>}>
      <div className="stack">
        <CallFilter find={setQuery} />
        <CallList calls={calls} reading={reading} choose={setChosen} />
        {next !== undefined && (
          <Button loading={reading} onClick={() => void read(query, next)}>
            {words.more}
          </Button>
        )}
      </div>
      {chosen && <CallDrawer record={chosen} close={() => setChosen(undefined)} />}
    </Card>
  );
}

function CallFilter({ find }: { readonly find: (query: Query) => void }): ReactNode {
  const words = useTexts(callTexts);
  const { queues } = useLive().picture;
  const texts = ['caller', 'called', 'agent'] as const;
  const apply = ({ between, ...columns }: Filter): void => {
    const [from, to] = between ?? [];
    const given = Object.entries(columns).filter(([, value]) => value !== '');
    find({ from: from?.valueOf(), to: to?.valueOf(), ...Object.fromEntries(given) });
  };
  return (
    <Form<Filter> layout="inline" className="filter" onFinish={apply}>
      <Form.Item name="between" label={words.from}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
      {texts.map((name) => (
        <Form.Item key={name} name={name} label={words[name]}>
          <Input allowClear maxLength={40} className="filter-text" />
        </Form.Item>
      ))}
      <Form.Item name="queue" label={words.queue}>
        <Select
          allowClear
          className="filter-text"
          placeholder={words.any}
          popupMatchSelectWidth={false}
          options={queues.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="outcome" label={words.outcome}>
        <Select
          allowClear
          className="filter-text"
          placeholder={words.any}
          options={outcomes.map((value) => ({ value, label: words.outcomes[value] }))}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" icon={<SearchOutlined aria-hidden />}>
        {words.find}
      </Button>
    </Form>
  );
}

interface CallListProps {
  readonly calls: readonly CallRecord[];
  readonly reading: boolean;
  readonly choose: (call: CallRecord) => void;
}

function CallList({ calls, reading, choose }: CallListProps): ReactNode {
  const words = useTexts(callTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  const names: Readonly<Record<string, string>> = words.outcomes;
  const directions: Readonly<Record<string, string>> = words.directions;
  const surveys: Readonly<Record<string, string>> = words.surveyStates;
  const span = (ms: number | undefined): string => (ms === undefined ? '' : formatDuration(ms / 1000));
  return (
    <Table<CallRecord>
      size="small"
      rowKey="id"
      loading={reading}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: words.nothing }}
      dataSource={[...calls]}
      columns={[
        { title: words.startedAt, render: (_, call) => formatDateTime(call.startedAt, language) },
        { title: words.direction, render: (_, call) => directions[call.direction] ?? call.direction },
        { title: words.caller, dataIndex: 'caller' },
        { title: words.called, dataIndex: 'called' },
        { title: words.queue, render: (_, call) => queueName(call.queue) },
        { title: words.agent, dataIndex: 'agent' },
        { title: words.outcome, render: (_, call) => names[call.outcome] ?? call.outcome },
        { title: words.waited, render: (_, call) => span(waitedMs(call)) },
        { title: words.talked, render: (_, call) => span(talkedMs(call)) },
        { title: words.rating, render: (_, call) => call.rating || surveys[call.surveyState] },
        {
          title: words.detail,
          fixed: 'right',
          render: (_, call) => (
            <Button size="small" aria-label={words.detailOf(call.caller)} onClick={() => choose(call)}>
              {words.detail}
            </Button>
          ),
        },
      ]}
    />
  );
}
