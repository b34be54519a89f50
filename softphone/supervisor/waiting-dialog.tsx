import { Form, InputNumber, Modal, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentView, QueueView } from '../../engine/control.js';
import type { SupervisorCommand } from '../../engine/desk.js';
import { AgentStateTag } from '../desk-shell/agent-state-tag.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import type { WaitingLine } from './board-model.js';
import { supervisorTexts } from './supervisor-texts.js';

type Deed = 'give' | 'move' | 'prioritise';
const deeds = ['give', 'move', 'prioritise'] as const satisfies readonly Deed[];

interface Entered {
  readonly agent: string;
  readonly queue: string;
  readonly priority: number;
}

interface Props {
  readonly line: WaitingLine;
  readonly queues: readonly QueueView[];
  readonly agents: readonly AgentView[];
  readonly close: () => void;
}

/** Gives a waiting caller to an agent, moves it, or changes its priority. */
export function WaitingDialog({ line, queues, agents, close }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const shell = useTexts(shellTexts);
  const attempt = useAttempt();
  const [deed, setDeed] = useState<Deed>('give');
  const [form] = Form.useForm<Entered>();

  async function apply(entered: Entered): Promise<void> {
    if (await attempt(() => client.supervise(commandOf(deed, line.call, entered)), words.done)) close();
  }

  const required = { required: true, message: shell.required };
  return (
    <Modal
      open
      title={words.moveTitle(line.caller)}
      okText={words.apply}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<Entered>
        form={form}
        layout="vertical"
        initialValues={{ priority: line.priority }}
        onFinish={(entered) => void apply(entered)}
      >
        <Form.Item>
          <Segmented<Deed>
            block
            aria-label={words.actions}
            value={deed}
            onChange={setDeed}
            options={deeds.map((value) => ({ value, label: words[value] }))}
          />
        </Form.Item>
        {deed === 'give' && (
          <Form.Item name="agent" label={words.targetAgent} rules={[required]}>
            <Select
              options={agents
                .filter((one) => one.state !== 'signedOut')
                .map((agent) => ({
                  value: agent.id,
                  label: (
                    <span className="row">
                      {agent.id} {agent.name} <AgentStateTag agent={agent} />
                    </span>
                  ),
                }))}
            />
          </Form.Item>
        )}
        {deed === 'move' && (
          <Form.Item name="queue" label={words.targetQueue} rules={[required]}>
            <Select
              options={queues
                .filter((one) => one.id !== line.queue)
                .map((one) => ({ value: one.id, label: one.name }))}
            />
          </Form.Item>
        )}
        {deed === 'prioritise' && (
          <Form.Item name="priority" label={words.newPriority} rules={[required]}>
            <InputNumber min={0} max={100} precision={0} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

function commandOf(deed: Deed, call: string, { agent, queue, priority }: Entered): SupervisorCommand {
  switch (deed) {
    case 'give':
      return { do: 'give', call, agent };
    case 'move':
      return { do: 'moveWaiting', call, queue };
    case 'prioritise':
      return { do: 'prioritise', call, priority };
  }
}
