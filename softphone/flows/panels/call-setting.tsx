import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Collapse, DatePicker, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { NamedSelect } from '../../desk-shell/named-select.js';
import type { Beginning, Scene } from './panel-requests.js';
import { trialTexts } from './trial-texts.js';

export interface EnteredSetting {
  readonly caller?: string;
  readonly dialled?: string;
  readonly at?: { valueOf(): number } | null;
  readonly region?: string;
  readonly lists?: readonly NonNullable<Scene['lists']>[number][];
  readonly calendars?: readonly Pair[];
  readonly variables?: readonly Pair[];
}

interface Pair {
  readonly name?: string;
  readonly value?: string;
}

/** What is left out is as operators keep it. */
export function beginningOf(entered: EnteredSetting): Beginning {
  const { caller = '', dialled = '', at, region = '', lists = [], calendars = [], variables = [] } = entered;
  const scene: Scene = {
    ...(region.trim() !== '' && { region: region.trim() }),
    ...(lists.length > 0 && { lists: [...lists] }),
    ...(calendars.length > 0 && { calendars: record(calendars) as NonNullable<Scene['calendars']> }),
  };
  return {
    caller: caller.trim(),
    dialled: dialled.trim(),
    at: at?.valueOf(),
    variables: record(variables),
    scene,
  };
}

const record = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.flatMap(({ name = '', value = '' }) => (name === '' ? [] : [[name, value]])));

/** Who calls, when, and what holds then. */
export function CallSetting(): ReactNode {
  const words = useTexts(trialTexts);
  return (
    <>
      <div className="pair">
        <Form.Item name="caller" label={words.caller} rules={[{ pattern: /^[+]?[0-9]{0,32}$/ }]}>
          <Input maxLength={33} inputMode="tel" placeholder="13800138000" />
        </Form.Item>
        <Form.Item name="at" label={words.at}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" placeholder={words.now} />
        </Form.Item>
      </div>
      <Collapse
        size="small"
        ghost
        items={[{ key: 'more', label: words.setting, forceRender: true, children: <MoreSetting /> }]}
      />
    </>
  );
}

function MoreSetting(): ReactNode {
  const words = useTexts(trialTexts);
  return (
    <>
      <div className="pair">
        <Form.Item name="dialled" label={words.dialled}>
          <Input maxLength={32} inputMode="tel" />
        </Form.Item>
        <Form.Item name="region" label={words.region}>
          <Input maxLength={64} placeholder={words.asKept} />
        </Form.Item>
      </div>
      <Form.Item name="lists" label={words.lists}>
        <NamedSelect
          label={words.lists}
          mode="multiple"
          placeholder={words.asKept}
          options={Object.entries(words.listNames).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Pairs
        list="calendars"
        names={[words.calendars, words.calendar, words.addCalendar]}
        value={
          <NamedSelect
            label={words.calendars}
            options={Object.entries(words.calendarStates).map(([value, label]) => ({ value, label }))}
          />
        }
      />
      <Pairs
        list="variables"
        names={[words.variables, words.variable, words.addVariable]}
        value={<Input aria-label={words.value} placeholder={words.value} maxLength={512} />}
      />
    </>
  );
}

interface PairsProps {
  readonly list: string;
  readonly names: readonly [title: string, name: string, add: string];
  /** Where the value is entered. */
  readonly value: ReactNode;
}

function Pairs({ list, names: [title, nameLabel, addLabel], value }: PairsProps): ReactNode {
  const words = useTexts(trialTexts);
  return (
    <Form.List name={list}>
      {(fields, { add, remove }) => (
        <fieldset className="pairs flow-pairs">
          <legend>{title}</legend>
          {fields.map(({ key, name: at }) => (
            <div className="skill-level" key={key}>
              <Form.Item name={[at, 'name']}>
                <Input aria-label={nameLabel} placeholder={nameLabel} maxLength={64} />
              </Form.Item>
              <Form.Item name={[at, 'value']}>{value}</Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={words.remove}
                onClick={() => remove(at)}
              />
            </div>
          ))}
          <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {addLabel}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}
