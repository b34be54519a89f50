import { Button, Form, InputNumber, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { TaskChange, TaskLine } from '../../engine/desk.js';
import { useDesk, useLive, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { taskName } from './task-model.js';
import { taskTexts } from './task-texts.js';

/** What a supervisor may do with a task that is not over: take it back, move it. */
export function TaskActions({ task }: { readonly task: TaskLine }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(taskTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const [open, setOpen] = useState(false);
  const name = taskName(task);
  return (
    <span className="row">
      <Button size="small" aria-label={`${words.arrange} ${name}`} onClick={() => setOpen(true)}>
        {words.arrange}
      </Button>
      <Button
        size="small"
        danger
        aria-label={`${words.cancel} ${name}`}
        onClick={() =>
          confirm(words.cancelTitle(name), words.cancelWarning, async () => {
            await attempt(() => client.cancelTask(task.id), words.cancelled);
          })
        }
      >
        {words.cancel}
      </Button>
      {open && <TaskDialog task={task} close={() => setOpen(false)} />}
    </span>
  );
}

interface Entered {
  readonly queue?: string | null;
  readonly priority?: number | null;
  readonly agent?: string | null;
}

function TaskDialog({ task, close }: { readonly task: TaskLine; readonly close: () => void }): ReactNode {
  const { client } = useDesk();
  const { picture } = useLive();
  const words = useTexts(taskTexts);
  const attempt = useAttempt();
  const [form] = Form.useForm<Entered>();
  const { queue, priority, agent, state } = task;

  async function apply(entered: Entered): Promise<void> {
    const change = changeOf(entered, task);
    if (await attempt(() => client.arrangeTask(task.id, change), words.arranged)) close();
  }

  return (
    <Modal
      open
      title={words.arrangeTitle(taskName(task))}
      okText={words.arrange}
      onOk={() => form.submit()}
      onCancel={close}
    >
      {state === 'accepted' && <p className="card-note">{words.returnHint}</p>}
      <Form<Entered>
        form={form}
        layout="vertical"
        initialValues={{ queue, priority }}
        onFinish={(entered) => void apply(entered)}
      >
        <Form.Item name="queue" label={words.toQueue}>
          <Select options={picture.queues.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="priority" label={words.toPriority}>
          <InputNumber min={-1000} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name="agent" label={words.toAgent}>
          <Select
            allowClear
            options={picture.agents
              .filter((one) => one.state !== 'signedOut' && one.id !== agent)
              .map((one) => ({ value: one.id, label: `${one.id} ${one.name}` }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Only what is to be otherwise; a task given back is put into its own queue. */
function changeOf({ queue, priority, agent }: Entered, task: TaskLine): TaskChange {
  const change: TaskChange = {
    ...(queue != null && queue !== task.queue && { queue }),
    ...(priority != null && priority !== task.priority && { priority }),
    ...(agent != null && agent !== '' && { agent }),
  };
  return Object.keys(change).length === 0 ? { queue: task.queue } : change;
}
