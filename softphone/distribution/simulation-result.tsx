import { ArrowDownOutlined, ArrowUpOutlined, SwapOutlined } from '@ant-design/icons';
import { Alert, Card, Select, Skeleton, Table } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import type { Tone } from '../desk-shell/tone.js';
import type { SimulationAnswer } from './contract.js';
import {
  changeText,
  estimateText,
  figureLines,
  figureText,
  type Estimate,
  type FigureLine,
} from './simulation.js';
import { simulatorTexts } from './simulator-texts.js';

const SimulationChart = lazy(() => import('./simulation-chart.js'));

interface Props {
  readonly answer: SimulationAnswer;
  readonly timeZone: string;
  readonly queueName: (id: string) => string;
  readonly agentName: (id: string) => string;
}

/** Before and after, with what really happened beside it. */
export function SimulationResult({ answer, timeZone, queueName, agentName }: Props): ReactNode {
  const words = useTexts(simulatorTexts);
  const [queue, setQueue] = useState('');
  const queues = ['', ...answer.before.queues.map((one) => one.queue)];
  const nameOf = (id: string): string => (id === '' ? words.all : queueName(id));
  if (answer.calls === 0) return <Alert showIcon type="info" title={words.noCalls} />;
  return (
    <>
      <Card
        size="small"
        title={<h2>{words.result}</h2>}
        extra={
          <div className="row">
            <span>{words.basis(answer.date, answer.calls, answer.agents)}</span>
            <Select
              className="queue-choice"
              aria-label={words.queue}
              value={queue}
              options={queues.map((id) => ({ value: id, label: nameOf(id) }))}
              onChange={setQueue}
            />
          </div>
        }
      >
        <Unknown answer={answer} />
        <p className="card-note">{words.note}</p>
        <FigureTable lines={figureLines(answer, queue)} />
      </Card>
      <Card size="small" title={<h2>{words.chart}</h2>}>
        <Suspense fallback={<Skeleton active />}>
          <SimulationChart answer={answer} queue={queue} queueName={nameOf(queue)} timeZone={timeZone} />
        </Suspense>
      </Card>
      <OccupancyCard answer={answer} agentName={agentName} />
    </>
  );
}

function Unknown({ answer }: { readonly answer: SimulationAnswer }): ReactNode {
  const words = useTexts(simulatorTexts);
  const { unknownAgents, unknownQueues } = answer;
  return (
    <>
      {unknownAgents.length > 0 && (
        <Alert showIcon type="warning" title={words.unknownAgents(unknownAgents.join(', '))} />
      )}
      {unknownQueues.length > 0 && (
        <Alert showIcon type="warning" title={words.unknownQueues(unknownQueues.join(', '))} />
      )}
    </>
  );
}

const tones = { better: 'good', worse: 'bad', other: 'busy' } as const satisfies Record<string, Tone>;

function FigureTable({ lines }: { readonly lines: readonly FigureLine[] }): ReactNode {
  const words = useTexts(simulatorTexts);
  return (
    <Table<FigureLine>
      size="small"
      rowKey="measure"
      pagination={false}
      dataSource={[...lines]}
      columns={[
        { title: words.measure, render: (_, { measure }) => words.measures[measure] },
        {
          title: words.recorded,
          align: 'right',
          render: (_, { measure, recorded }) => figureText(measure, recorded),
        },
        {
          title: words.before,
          align: 'right',
          render: (_, { measure, before }) => estimateText(measure, before),
        },
        {
          title: words.after,
          align: 'right',
          render: (_, { measure, after }) => estimateText(measure, after),
        },
        { title: words.change, render: (_, line) => <ChangeCell line={line} /> },
      ]}
    />
  );
}

function ChangeCell({ line }: { readonly line: FigureLine }): ReactNode {
  const words = useTexts(simulatorTexts);
  const { measure, change, verdict } = line;
  const text = changeText(measure, change);
  if (verdict === 'chance') return <span className="dim">{text}</span>;
  const icon = change && change.mean > 0 ? <ArrowUpOutlined /> : <ArrowDownOutlined />;
  return (
    <ToneTag tone={tones[verdict]} icon={verdict === 'other' ? <SwapOutlined /> : icon}>
      {text} * {words[verdict]}
    </ToneTag>
  );
}

interface OccupancyLine {
  readonly group: string;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
}

function OccupancyCard({ answer, agentName }: Pick<Props, 'answer' | 'agentName'>): ReactNode {
  const words = useTexts(simulatorTexts);
  const groups = [...new Set([...answer.before.groups, ...answer.after.groups].map((one) => one.group))];
  const of = (side: 'before' | 'after', group: string): Estimate | null =>
    answer[side].groups.find((one) => one.group === group)?.occupancy ?? null;
  const lines = groups.map((group) => ({ group, before: of('before', group), after: of('after', group) }));
  return (
    <Card size="small" title={<h2>{words.occupancy}</h2>}>
      <Table<OccupancyLine>
        size="small"
        rowKey="group"
        pagination={{ pageSize: 10, hideOnSinglePage: true, size: 'small' }}
        dataSource={lines}
        columns={[
          {
            title: words.agent,
            render: (_, { group }) =>
              group.startsWith('+') ? words.addedAgent(group.slice(1)) : agentName(group),
          },
          {
            title: words.before,
            align: 'right',
            render: (_, { before }) => estimateText('occupancy', before),
          },
          { title: words.after, align: 'right', render: (_, { after }) => estimateText('occupancy', after) },
        ]}
      />
    </Card>
  );
}
