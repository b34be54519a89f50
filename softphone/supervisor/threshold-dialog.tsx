import { Button, Form, Input, InputNumber, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useOwnPhone, useThresholds } from './board-settings.js';
import { supervisorTexts } from './supervisor-texts.js';
import { defaultThresholds, isThreshold, thresholdNames, type Thresholds } from './thresholds.js';

type Entered = Thresholds & { readonly phone: string };

/** When the board turns yellow and red, and the phone for listening; kept in this browser. */
export function ThresholdDialog({ close }: { readonly close: () => void }): ReactNode {
  const words = useTexts(supervisorTexts);
  const shell = useTexts(shellTexts);
  const [thresholds, keepThresholds] = useThresholds();
  const [phone, keepPhone] = useOwnPhone();
  const [form] = Form.useForm<Entered>();

  function keep({ phone: entered, ...wanted }: Entered): void {
    keepThresholds(wanted);
    keepPhone(entered);
    close();
  }

  const footer = [
    <Button key="restore" onClick={() => form.setFieldsValue(defaultThresholds)}>
      {words.restore}
    </Button>,
    <Button key="cancel" onClick={close}>
      {shell.cancel}
    </Button>,
    <Button key="keep" type="primary" onClick={() => form.submit()}>
      {shell.confirm}
    </Button>,
  ];
  return (
    <Modal open title={words.thresholds} footer={footer} onCancel={close}>
      <p>{words.keptHere}</p>
      <Form<Entered> form={form} initialValues={{ ...thresholds, phone }} onFinish={keep}>
        {thresholdNames.map((name) => (
          <fieldset key={name} className="threshold">
            <legend>{words.thresholdNames[name]}</legend>
            <Form.Item name={[name, 'warning']} label={words.warningFrom}>
              <InputNumber min={1} max={86_400} precision={0} />
            </Form.Item>
            <Form.Item
              name={[name, 'critical']}
              label={words.criticalFrom}
              dependencies={[[name, 'warning']]}
              rules={[
                ({ getFieldValue }) => ({
                  validator: () =>
                    isThreshold(getFieldValue(name))
                      ? Promise.resolve()
                      : Promise.reject(new Error(words.thresholdWrong)),
                }),
              ]}
            >
              <InputNumber min={1} max={86_400} precision={0} />
            </Form.Item>
          </fieldset>
        ))}
        <Form.Item
          name="phone"
          label={words.ownPhone}
          extra={words.ownPhoneHint}
          rules={[{ pattern: /^[0-9]{0,10}$/, message: words.ownPhoneHint }]}
        >
          <Input allowClear maxLength={10} inputMode="numeric" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
