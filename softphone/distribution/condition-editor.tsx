import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import {
  blankCondition,
  conditionFields,
  conditionOf,
  fromTopGroup,
  groupOf,
  leafNames,
  leafOf,
  topGroup,
  withSetting,
  type Group,
} from './condition-fields.js';
import { ConditionSetting, type SettingChoices } from './condition-setting.js';
import type { Condition, LeafName } from './contract.js';
import { routingTexts } from './routing-texts.js';
import './conditions.css';
import './distribution.css';

/** What is wrong, by path below the condition at the top, as `all.1.time.from`. */
export type Faults = ReadonlyMap<string, string>;

interface Common {
  readonly faults: Faults;
  readonly choices: SettingChoices;
}

interface EditorProps extends Common {
  readonly value?: Condition | undefined;
  readonly onChange?: (value: Condition | undefined) => void;
}

/** Conditions of a rule: any number, in groups, each of which can be turned round. */
export function ConditionEditor({ value, onChange, ...common }: EditorProps): ReactNode {
  const words = useTexts(routingTexts);
  const group = topGroup(value);
  return (
    <div>
      {group.parts.length === 0 && <p className="card-note">{words.always}</p>}
      <GroupEditor
        group={group}
        depth={0}
        path={group.of}
        change={(changed) => onChange?.(fromTopGroup(changed))}
        {...common}
      />
    </div>
  );
}

interface GroupProps extends Common {
  readonly group: Group;
  readonly depth: number;
  readonly path: string;
  readonly change: (group: Group) => void;
}

/** The engine takes eight levels; more than three nobody can read. */
const deepest = 3;

function GroupEditor({ group, depth, path, change, ...common }: GroupProps): ReactNode {
  const { condition: words, leaves } = useTexts(routingTexts);
  const { of, parts } = group;
  const put = (at: number, part: Condition | undefined): void =>
    change({ of, parts: parts.flatMap((one, n) => (n !== at ? [one] : part ? [part] : [])) });
  return (
    <div className={depth === 0 ? 'condition-group' : 'condition-group nested'}>
      {parts.length > 1 && (
        <Segmented
          size="small"
          aria-label={words.group}
          value={of}
          onChange={(chosen) => change({ of: chosen, parts })}
          options={(['all', 'any'] as const).map((name) => ({ value: name, label: words[name] }))}
        />
      )}
      {parts.map((part, at) => (
        <PartEditor
          // Conditions have no names of their own, and hold nothing but what is handed in.
          key={at}
          part={part}
          depth={depth}
          path={`${path}.${at}`}
          change={(changed) => put(at, changed)}
          {...common}
        />
      ))}
      <FaultLine text={common.faults.get(path)} />
      <div className="row">
        <Select<LeafName>
          className="condition-add"
          size="small"
          aria-label={words.add}
          placeholder={
            <>
              <PlusOutlined aria-hidden /> {words.add}
            </>
          }
          value={null}
          options={leafNames.map((name) => ({ value: name, label: leaves[name] }))}
          onChange={(name) => change({ of, parts: [...parts, blankCondition(name)] })}
        />
        {depth + 1 < deepest && (
          <Button
            size="small"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => change({ of, parts: [...parts, { any: [blankCondition('time')] }] })}
          >
            {words.addGroup}
          </Button>
        )}
      </div>
    </div>
  );
}

interface PartProps extends Common {
  readonly part: Condition;
  readonly depth: number;
  readonly path: string;
  readonly change: (part: Condition | undefined) => void;
}

function PartEditor({ part, depth, path, change, ...common }: PartProps): ReactNode {
  const { condition: words, leaves } = useTexts(routingTexts);
  const turned = 'not' in part;
  const inner = turned ? part.not : part;
  const innerPath = turned ? `${path}.not` : path;
  const put = (changed: Condition): void => change(turned ? { not: changed } : changed);
  const group = groupOf(inner);
  const leaf = leafOf(inner);
  const name = leaf ? leaves[leaf.name] : words.group;
  return (
    <div className="condition">
      <div className="condition-head">
        <strong>{name}</strong>
        <Checkbox checked={turned} onChange={({ target }) => change(target.checked ? { not: inner } : inner)}>
          {words.not}
        </Checkbox>
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={words.remove(name)}
          onClick={() => change(undefined)}
        />
      </div>
      {group && (
        <GroupEditor
          group={group}
          depth={depth + 1}
          path={`${innerPath}.${group.of}`}
          change={(changed) => put(conditionOf(changed))}
          {...common}
        />
      )}
      {leaf && (
        <div className="condition-settings">
          {conditionFields[leaf.name].map((field) => (
            <ConditionSetting
              key={field.name}
              field={field}
              leaf={leaf.name}
              settings={leaf.settings}
              choices={common.choices}
              fault={faultAt(common.faults, [innerPath, leaf.name, field.name])}
              change={(value) => put(withSetting(inner, leaf.name, field.name, value))}
            />
          ))}
        </div>
      )}
      <FaultLine text={common.faults.get(innerPath)} />
    </div>
  );
}

/** Of the setting itself, or of something in it. */
function faultAt(faults: Faults, steps: readonly string[]): string | undefined {
  const path = steps.filter((step) => step !== '').join('.');
  for (const [at, text] of faults) if (at === path || at.startsWith(`${path}.`)) return text;
  return undefined;
}

export function FaultLine({ text }: { readonly text: string | undefined }): ReactNode {
  return text === undefined ? null : (
    <div role="alert" className="field-fault">
      {text}
    </div>
  );
}
