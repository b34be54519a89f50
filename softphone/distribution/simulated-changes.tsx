import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import type { AgentConfig, QueueConfig } from '../../engine/store/configuration.js';
import { AgentFields } from '../admin/agents-page.js';
import { QueueFields } from '../admin/queues-page.js';
import { ResourceDrawer } from '../admin/resource-drawer.js';
import type { Choices } from '../admin/use-configuration.js';
import { useTexts } from '../desk-shell/desk-context.js';
import { changedSettings } from './simulation.js';
import { tidyAgentDistribution, tidyQueueDistribution } from './settings.js';
import { simulatorTexts } from './simulator-texts.js';
import './distribution.css';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface ListProps<T extends Named> {
  readonly label: string;
  readonly addLabel: string;
  /** As they are in force. */
  readonly all: readonly T[];
  readonly changes: readonly T[];
  readonly change: (changes: readonly T[]) => void;
  readonly edit: (item: T) => void;
}

/** Which queues or agents would be otherwise, and in what. */
function ChangeList<T extends Named>(props: ListProps<T>): ReactNode {
  const { label, addLabel, all, changes, change, edit } = props;
  const words = useTexts(simulatorTexts);
  const settings: Readonly<Record<string, string>> = words.settings;
  const said = (item: T): string => {
    const before = all.find((one) => one.id === item.id);
    const names = before ? changedSettings(before, item).map((name) => settings[name] ?? name) : [];
    return names.length === 0 ? words.unchanged : words.changedSettings(names.join('，'));
  };
  return (
    <fieldset className="steps">
      <legend>{label}</legend>
      {changes.map((item) => (
        <div className="step row" key={item.id}>
          <strong>{item.name}</strong>
          <span className="grow dim">{said(item)}</span>
          <Button
            size="small"
            icon={<EditOutlined aria-hidden />}
            aria-label={words.editChange(item.name)}
            onClick={() => edit(item)}
          >
            {words.edit}
          </Button>
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={words.removeChange(item.name)}
            onClick={() => change(changes.filter((one) => one.id !== item.id))}
          />
        </div>
      ))}
      <Select<string>
        className="condition-add"
        size="small"
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={addLabel}
        placeholder={
          <>
            <PlusOutlined aria-hidden /> {addLabel}
          </>
        }
        value={null}
        options={all
          .filter(({ id }) => !changes.some((one) => one.id === id))
          .map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
        onChange={(id: string) => {
          const item = all.find((one) => one.id === id);
          if (item) edit(item);
        }}
      />
    </fieldset>
  );
}

interface Props<T extends Named> {
  readonly choices: Choices;
  readonly changes: readonly T[];
  readonly change: (changes: readonly T[]) => void;
}

interface ChangesProps<T extends Named> extends Pick<Props<T>, 'changes' | 'change'> {
  readonly label: string;
  readonly addLabel: string;
  readonly all: readonly T[];
  readonly size: number;
  readonly formOf: (item: T) => T;
  readonly fields: () => ReactNode;
  /** Without what the form holds and says nothing. */
  readonly tidy: (entered: T) => T;
}

/** The list, and the drawer of the one that is edited. */
function Changes<T extends Named>(props: ChangesProps<T>): ReactNode {
  const { label, addLabel, all, changes, change, size, formOf, fields, tidy } = props;
  const words = useTexts(simulatorTexts);
  const [edited, setEdited] = useState<T>();
  const close = (): void => setEdited(undefined);
  return (
    <>
      <ChangeList {...{ label, addLabel, all, changes, change, edit: setEdited }} />
      {edited && (
        <ResourceDrawer<T, T>
          title={words.editChange(edited.name)}
          item={edited}
          items={all}
          close={close}
          done={close}
          form={{
            keyOf: ({ id }) => id,
            nameOf: ({ name }) => name,
            ...{ keyField: 'id', fieldNames: [], blank: {} },
            ...{ size, saveLabel: words.keep, savedWords: words.kept, formOf, fields },
            save: async (entered) => {
              change([...changes.filter(({ id }) => id !== entered.id), tidy(entered)]);
              return Promise.resolve(undefined);
            },
          }}
        />
      )}
    </>
  );
}

export function QueueChanges({ choices, changes, change }: Props<QueueConfig>): ReactNode {
  const words = useTexts(simulatorTexts);
  return (
    <Changes<QueueConfig>
      label={words.queues}
      addLabel={words.addQueue}
      all={choices.queues}
      size={620}
      formOf={(queue) => queue}
      fields={() => <QueueFields existing />}
      tidy={(queue) => ({ ...queue, distribution: tidyQueueDistribution(queue.distribution) })}
      {...{ changes, change }}
    />
  );
}

export function AgentChanges({ choices, changes, change }: Props<AgentConfig>): ReactNode {
  const words = useTexts(simulatorTexts);
  return (
    <Changes<AgentConfig>
      label={words.agents}
      addLabel={words.addAgent}
      all={choices.agents}
      size={560}
      formOf={(agent) => ({ ...agent, distribution: { callsInterrupt: true, ...agent.distribution } })}
      fields={() => <AgentFields existing withPhone={false} />}
      tidy={(agent) => ({ ...agent, distribution: tidyAgentDistribution(agent.distribution) })}
      {...{ changes, change }}
    />
  );
}
