import { Form, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import type { AgentView } from '../../engine/control.js';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { domainTexts, notReadyReasons, type NotReadyReason } from '../i18n/domain-texts.js';
import { supervisorTexts } from './supervisor-texts.js';

/** Sets an agent not ready (强制示忙), with the reason that the reports will count. */
export function ForceReasonDialog({
  agent,
  close,
}: {
  readonly agent: AgentView;
  readonly close: () => void;
}): ReactNode {
  const { client } = useDesk();
  const words = useTexts(supervisorTexts);
  const { reasons } = domainTexts[useLanguage()];
  const attempt = useAttempt();
  const [form] = Form.useForm<{ readonly reason: NotReadyReason }>();
  const save = async (reason: NotReadyReason): Promise<void> => {
    if (await attempt(() => client.wish(agent.id, { want: 'notReady', reason }), words.done)) close();
  };
  return (
    <Modal
      open
      title={words.forceTitle(`${agent.id} ${agent.name}`)}
      okText={words.apply}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ reason: notReadyReasons[0] }}
        onFinish={({ reason }: { readonly reason: NotReadyReason }) => void save(reason)}
      >
        <Form.Item name="reason" label={words.forceReason}>
          <Select options={notReadyReasons.map((value) => ({ value, label: reasons[value] }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
