import { ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker, Segmented, Table, Tabs } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useDesk, useTexts } from '../../desk-shell/desk-context.js';
import { LoadedView } from '../../desk-shell/loaded-view.js';
import { useLoaded } from '../../desk-shell/use-loaded.js';
import { formatDuration } from '../../i18n/format.js';
import type { PanelProps } from '../flow-panels.js';
import { noMarks } from '../node-marks.js';
import { marksOfFigures, type Measure } from './marks.js';
import { panelRequests, type DayFigure, type FlowFigures, type NodeFigure } from './panel-requests.js';
import { releaseTexts } from './release-texts.js';
import './panels.css';

const mostDays = 31;
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What callers did in the flow, day by day. */
export default function CountsPanel({ flow, show }: PanelProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(releaseTexts);
  const [days, setDays] = useState<readonly [Dayjs, Dayjs]>(() => lastDays(7));
  const [measure, setMeasure] = useState<Measure>('visits');
  const [from, to] = [days[0].startOf('day').valueOf(), days[1].add(1, 'day').startOf('day').valueOf()];
  const load = useCallback(
    () => panelRequests.figures(client, flow, { from, to, timeZone }),
    [client, flow, from, to],
  );
  const [loaded, reload] = useLoaded(load);
  const figures = loaded.name === 'there' ? loaded.value : undefined;
  useEffect(() => {
    const say = (figure: NodeFigure): string => nodeWords(figure, words);
    show(figures ? marksOfFigures(figures, measure, say) : noMarks);
  }, [figures, measure, show, words]);
  return (
    <div className="flow-panel stack">
      <div className="row">
        <DatePicker.RangePicker
          className="grow"
          aria-label={words.range}
          allowClear={false}
          value={[days[0], days[1]]}
          disabledDate={(day, { from: other }) =>
            day.isAfter(dayjs()) || (other !== undefined && Math.abs(day.diff(other, 'day')) >= mostDays)
          }
          presets={[
            { label: words.ranges.today, value: [...lastDays(1)] },
            { label: words.ranges.week, value: [...lastDays(7)] },
            { label: words.ranges.month, value: [...lastDays(30)] },
          ]}
          onChange={(chosen) => {
            const [first, last] = chosen ?? [];
            if (first && last) setDays([first, last]);
          }}
        />
        <Button icon={<ReloadOutlined aria-hidden />} aria-label={words.reload} onClick={reload} />
      </div>
      <Segmented<Measure>
        block
        aria-label={words.measure}
        value={measure}
        onChange={setMeasure}
        options={(['visits', 'dropOuts', 'averageMs'] as const).map((value) => ({
          ...{ value, label: words.measures[value] },
        }))}
      />
      <LoadedView loaded={loaded} reload={reload}>
        {(found) => <Figures figures={found} />}
      </LoadedView>
    </div>
  );
}

function lastDays(count: number): [Dayjs, Dayjs] {
  const today = dayjs();
  return [today.subtract(count - 1, 'day'), today];
}

const seconds = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms / 1000);

const share = (part: number, whole: number): string =>
  whole === 0 ? '' : `${((100 * part) / whole).toFixed(part === 0 ? 0 : 1)}%`;

function nodeWords({ visits, dropOuts, averageMs }: NodeFigure, words: (typeof releaseTexts)['en']): string {
  return words.nodeWords(String(visits), String(dropOuts), seconds(averageMs));
}

function Figures({ figures }: { readonly figures: FlowFigures }): ReactNode {
  const words = useTexts(releaseTexts);
  if (figures.calls === 0) return <Alert type="info" showIcon title={words.noFigures} />;
  const dropOuts = figures.nodes.reduce((sum, one) => sum + one.dropOuts, 0);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.calls, String(figures.calls)],
    [words.averageTime, seconds(figures.averageMs)],
    [
      words.dropOuts,
      <>
        {dropOuts} <small>{share(dropOuts, figures.calls)}</small>
      </>,
    ],
  ];
  return (
    <>
      <dl className="figures">
        {facts.map(([name, value]) => (
          <div className="figure" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Tabs
        size="small"
        items={[
          { key: 'nodes', label: words.byNode, children: <Nodes nodes={figures.nodes} /> },
          { key: 'paths', label: words.byPath, children: <Paths paths={figures.paths} /> },
          { key: 'days', label: words.byDay, children: <Days days={figures.days} /> },
        ]}
      />
    </>
  );
}

const paging = { pageSize: 15, hideOnSinglePage: true, size: 'small' } as const;

function Nodes({ nodes }: Pick<FlowFigures, 'nodes'>): ReactNode {
  const words = useTexts(releaseTexts);
  return (
    <Table<NodeFigure>
      size="small"
      rowKey="node"
      pagination={paging}
      dataSource={[...nodes]}
      columns={[
        { title: words.node, render: (_, { node }) => <code>{node}</code> },
        {
          ...{ title: words.visits, dataIndex: 'visits', align: 'right', defaultSortOrder: 'descend' },
          sorter: (a, b) => a.visits - b.visits,
        },
        {
          ...{ title: words.dropOuts, align: 'right', sorter: (a, b) => a.dropOuts - b.dropOuts },
          render: (_, { dropOuts, calls }) =>
            dropOuts === 0 ? (
              '0'
            ) : (
              <span className="unbroken">
                {dropOuts} <small>{share(dropOuts, calls)}</small>
              </span>
            ),
        },
        {
          ...{ title: words.stay, align: 'right', sorter: (a, b) => a.averageMs - b.averageMs },
          render: (_, { averageMs }) => <span className="unbroken">{seconds(averageMs)}</span>,
        },
      ]}
    />
  );
}

function Paths({ paths }: Pick<FlowFigures, 'paths'>): ReactNode {
  const words = useTexts(releaseTexts);
  return (
    <Table<FlowFigures['paths'][number]>
      size="small"
      rowKey={({ from, to }) => `${from} ${to}`}
      pagination={paging}
      dataSource={[...paths]}
      columns={[
        { title: words.pathFrom, render: (_, { from }) => <code>{from}</code> },
        { title: words.pathTo, render: (_, { to }) => <code>{to}</code> },
        { title: words.times, dataIndex: 'count', align: 'right' },
      ]}
    />
  );
}

function Days({ days }: Pick<FlowFigures, 'days'>): ReactNode {
  const words = useTexts(releaseTexts);
  return (
    <Table<DayFigure>
      size="small"
      rowKey="day"
      pagination={paging}
      dataSource={[...days]}
      columns={[
        { title: words.day, dataIndex: 'day' },
        { title: words.calls, dataIndex: 'calls', align: 'right' },
        {
          ...{ title: words.dropOuts, align: 'right' },
          render: (_, { dropOuts, calls }) => (
            <span className="unbroken">
              {dropOuts} <small>{share(dropOuts, calls)}</small>
            </span>
          ),
        },
        {
          ...{ title: words.averageTime, align: 'right' },
          render: (_, { averageMs }) => <span className="unbroken">{seconds(averageMs)}</span>,
        },
      ]}
    />
  );
}
