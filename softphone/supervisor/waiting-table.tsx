import { Button, Card, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentView, QueueView } from '../../engine/control.js';
import type { TaskLine } from '../../engine/desk.js';
import type { Explanation } from '../../engine/distribution.js';
import { useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { explanationWords } from '../distribution/decision-words.js';
import { distributionTexts } from '../distribution/distribution-texts.js';
import { formatDuration, formatTime } from '../i18n/format.js';
import { TaskActions } from '../tasks/task-actions.js';
import { taskName } from '../tasks/task-model.js';
import { waitingLines, type WaitingLine } from './board-model.js';
import { useThresholds } from './board-settings.js';
import { SeverityTag } from './severity-tag.js';
import { supervisorTexts } from './supervisor-texts.js';
import { severityOf } from './thresholds.js';
import { WaitingDialog } from './waiting-dialog.js';

interface Props {
  readonly queues: readonly QueueView[];
  readonly agents: readonly AgentView[];
  readonly tasks: readonly TaskLine[];
  readonly now: number;
}

/** Everybody who waits, with the reason, and what can be done about it. */
export function WaitingTable({ queues, agents, tasks, now }: Props): ReactNode {
  const words = useTexts(supervisorTexts);
  const [thresholds] = useThresholds();
  const [chosen, setChosen] = useState<WaitingLine>();
  const lines = waitingLines(queues);
  const taskOf = ({ call }: WaitingLine): TaskLine | undefined => tasks.find(({ id }) => id === call);
  return (
    <Card size="small" title={<h2>{words.callers}</h2>}>
      <Table
        size="small"
        rowKey={({ call, queue }) => `${call} ${queue}`}
        pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small' }}
        dataSource={[...lines]}
        locale={{ emptyText: words.noCallers }}
        columns={[
          { title: words.caller, render: (_, line) => <Who line={line} task={taskOf(line)} /> },
          { title: words.queue, className: 'unbroken', dataIndex: 'queueName' },
          { title: words.position, dataIndex: 'position' },
          { title: words.priority, dataIndex: 'priority' },
          { title: words.level, render: (_, { level }) => (level === undefined || level === 0 ? '' : level) },
          {
            title: words.waited,
            render: (_, { joinedAt }) => {
              const seconds = (now - joinedAt) / 1000;
              const severity = severityOf(seconds, thresholds.waitSeconds);
              return <SeverityTag severity={severity}>{formatDuration(seconds)}</SeverityTag>;
            },
          },
          { title: words.why, render: (_, { why }) => <Why why={why} /> },
          {
            title: words.actions,
            render: (_, line) => {
              const task = taskOf(line);
              if (task) return <TaskActions task={task} />;
              return (
                <Button
                  size="small"
                  aria-label={words.actionsFor(line.caller)}
                  onClick={() => setChosen(line)}
                >
                  {words.actions}
                </Button>
              );
            },
          },
        ]}
      />
      {chosen && (
        <WaitingDialog line={chosen} queues={queues} agents={agents} close={() => setChosen(undefined)} />
      )}
    </Card>
  );
}

/** A caller by their number; work of another medium by what it comes by and what it is about. */
function Who({ line, task }: { readonly line: WaitingLine; readonly task: TaskLine | undefined }): ReactNode {
  const { media } = useTexts(distributionTexts);
  if (!task) return line.caller;
  return (
    <>
      <span className="dim">{media[task.medium]}</span> {taskName(task)}
    </>
  );
}

function Why({ why }: { readonly why: Explanation }): ReactNode {
  const words = useTexts(distributionTexts);
  const language = useLanguage();
  return explanationWords(why, words, (at) => formatTime(at, language));
}
