import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { agentTexts } from './agent-texts.js';
import { changedData, editableData, type DataEntry } from './desk-model.js';

interface Props {
  readonly data: Readonly<Record<string, string>>;
  readonly editable: boolean;
}

interface Entered {
  readonly entries: readonly Partial<DataEntry>[];
}

/** Call data (随路数据), which goes along with every transfer. */
export function CallData({ data, editable }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(agentTexts);
  const attempt = useAttempt();
  const [saving, setSaving] = useState(false);
  const [form] = Form.useForm<Entered>();

  const [base, setBase] = useState(() => editableData(data));

  // Entries that arrive while the agent types must not overwrite what was typed.
  useEffect(() => {
    if (!form.isFieldsTouched()) setBase(editableData(data));
  }, [data, form]);
  useEffect(() => form.resetFields(), [base, form]);

  async function save({ entries }: Entered): Promise<void> {
    setSaving(true);
    const after = Object.fromEntries(entries.map(({ key = '', value = '' }) => [key, value]));
    const saved = await attempt(async () => {
      for (const { key, value } of changedData(data, after)) {
        await client.control({ do: 'setData', key, value });
      }
    }, words.dataSaved);
    if (saved) setBase(editableData(after));
    setSaving(false);
  }

  return (
    <section aria-label={words.data}>
      <h3>{words.data}</h3>
      <Form<Entered>
        form={form}
        disabled={!editable}
        initialValues={{ entries: base }}
        onFinish={(entered) => void save(entered)}
      >
        <Form.List name="entries">
          {(fields, { add, remove }) => (
            <div className="stack">
              {fields.length === 0 && <span>{words.noData}</span>}
              {fields.map(({ key, name }) => (
                <Entry key={key} name={name} known={base.length} remove={() => remove(name)} />
              ))}
              <div className="row">
                <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
                  {words.addData}
                </Button>
                {fields.length > 0 && (
                  <Button size="small" htmlType="submit" type="primary" loading={saving}>
                    {words.saveData}
                  </Button>
                )}
              </div>
            </div>
          )}
        </Form.List>
      </Form>
    </section>
  );
}

interface EntryProps {
  readonly name: number;
  /** So many entries are saved already: their names stay. */
  readonly known: number;
  readonly remove: () => void;
}

function Entry({ name, known, remove }: EntryProps): ReactNode {
  const words = useTexts(agentTexts);
  const shell = useTexts(shellTexts);
  const fresh = name >= known;
  return (
    <div className="data-entry">
      <Form.Item
        name={[name, 'key']}
        rules={[
          { required: true, message: shell.required },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              isTwice(getFieldValue('entries'), value)
                ? Promise.reject(new Error(words.duplicateKey))
                : Promise.resolve(),
          }),
        ]}
      >
        <Input aria-label={words.dataKey} placeholder={words.dataKey} readOnly={!fresh} maxLength={40} />
      </Form.Item>
      <Form.Item name={[name, 'value']}>
        <Input aria-label={words.dataValue} placeholder={words.dataValue} maxLength={1000} />
      </Form.Item>
      {fresh && (
        <Button
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={shell.cancel}
          onClick={remove}
        />
      )}
    </div>
  );
}

function isTwice(entries: unknown, key: unknown): boolean {
  if (!Array.isArray(entries)) return false;
  return (
    (entries as readonly (Partial<DataEntry> | undefined)[]).filter((one) => one?.key === key).length > 1
  );
}
