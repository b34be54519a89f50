import { CheckOutlined, CloseOutlined, ExportOutlined } from '@ant-design/icons';
import { Button, Card } from 'antd';
import { useCallback, type ReactNode } from 'react';
import type { OwnTasks as Own, TaskLine } from '../../engine/desk.js';
import { useDesk, useLive, useNow, useQueueName, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { distributionTexts } from '../distribution/distribution-texts.js';
import { roomsOf, secondsLeft, taskName, tasksOf } from './task-model.js';
import { taskTexts } from './task-texts.js';
import './own-tasks.css';

/** What is offered to the agent beside calls, and what they work at (媒体统一排队). Nothing where they take calls alone. */
export function OwnTasks(): ReactNode {
  const { client } = useDesk();
  const { user } = useSignedIn();
  const { tasks } = useLive();
  const words = useTexts(taskTexts);
  const now = useNow();
  const [loaded] = useLoaded(useCallback(() => client.myTasks(), [client]));
  const own = tasksOf(tasks, user.agent);
  const room = loaded.name === 'there' ? loaded.value : { items: [], capacity: {} };
  if (own.length === 0 && roomsOf(room, own).length === 0) return null;
  return (
    <Card size="small" title={<h2>{words.own}</h2>} extra={<Rooms room={room} own={own} />}>
      <div aria-live="polite">
        {own.length === 0 ? (
          <p className="dim">{words.none}</p>
        ) : (
          <ul className="own-tasks">
            {own.map((task) => (
              <OwnTask key={task.id} task={task} now={now} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function Rooms({ room, own }: { readonly room: Own; readonly own: readonly TaskLine[] }): ReactNode {
  const words = useTexts(taskTexts);
  const media: Readonly<Record<string, string>> = useTexts(distributionTexts).media;
  const rooms = roomsOf(room, own).map(({ medium, held, most }) =>
    words.room(media[medium] ?? medium, held, most),
  );
  const { together } = room;
  const all = together === undefined ? [] : [words.together(own.length, together)];
  return <span className="dim">{[...rooms, ...all].join(' · ')}</span>;
}

function OwnTask({ task, now }: { readonly task: TaskLine; readonly now: number }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(taskTexts);
  const { media } = useTexts(distributionTexts);
  const queueName = useQueueName();
  const attempt = useAttempt();
  const { id, state, medium, queue, url } = task;
  const name = taskName(task);
  const left = secondsLeft(task, now);
  const answer = (what: 'accept' | 'reject' | 'done', said?: string) => (): void =>
    void attempt(() => client.answerTask(id, what), said);
  return (
    <li>
      <div className="row">
        <ToneTag tone={state === 'offered' ? 'busy' : 'good'} icon={<CheckOutlined />}>
          {state === 'offered' ? words.offered : words.accepted}
        </ToneTag>
        <span className="dim">
          {media[medium]} · {queueName(queue)}
          {left !== undefined && ` · ${words.left(left)}`}
        </span>
      </div>
      <strong>{name}</strong>
      <DataOf data={task.data} />
      {state === 'offered' && medium === 'callBack' && <p className="card-note">{words.callBack}</p>}
      <div className="row">
        {state === 'offered' ? (
          <>
            <Button
              type="primary"
              size="small"
              icon={<CheckOutlined aria-hidden />}
              aria-label={words.acceptOf(name)}
              onClick={answer('accept')}
            >
              {words.accept}
            </Button>
            <Button
              size="small"
              icon={<CloseOutlined aria-hidden />}
              aria-label={words.rejectOf(name)}
              onClick={answer('reject')}
            >
              {words.reject}
            </Button>
          </>
        ) : task.dialled !== undefined ? (
          <span className="dim">{words.calling}</span>
        ) : (
          <Button
            type="primary"
            size="small"
            icon={<CheckOutlined aria-hidden />}
            aria-label={words.doneOf(name)}
            onClick={answer('done', words.finished)}
          >
            {words.done}
          </Button>
        )}
        {state === 'accepted' && url !== undefined && isWeb(url) && (
          <Button
            size="small"
            icon={<ExportOutlined aria-hidden />}
            aria-label={words.openOf(name)}
            href={url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {words.open}
          </Button>
        )}
      </div>
    </li>
  );
}

function DataOf({ data }: Pick<TaskLine, 'data'>): ReactNode {
  const said = Object.entries(data);
  if (said.length === 0) return null;
  return <p className="dim">{said.map(([key, value]) => `${key} ${value}`).join(' · ')}</p>;
}

/** Whoever made the task chose the address: none that runs script. */
function isWeb(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
