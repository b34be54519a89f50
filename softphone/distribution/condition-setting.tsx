import { Input, InputNumber, Select } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import type { ConditionField } from './condition-fields.js';
import type { LeafName } from './contract.js';
import { distributionTexts } from './distribution-texts.js';
import { routingTexts } from './routing-texts.js';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** What can be chosen in conditions. */
export interface SettingChoices {
  readonly queues: readonly Option[];
  readonly skills: readonly Option[];
  readonly regions: readonly Option[];
  readonly numbers: readonly Option[];
}

interface Props {
  readonly field: ConditionField;
  readonly leaf: LeafName;
  /** Of the whole condition. */
  readonly settings: unknown;
  readonly choices: SettingChoices;
  readonly fault: string | undefined;
  readonly change: (value: unknown) => void;
}

/** One setting of a condition, with its name and what is wrong with it. */
export function ConditionSetting(props: Props): ReactNode {
  const { field, leaf, settings, fault } = props;
  const words = useTexts(routingTexts);
  const id = useId();
  const fields: Readonly<Record<string, string>> = words.fields;
  const bound = leaf === 'data' || leaf === 'history';
  const label =
    field.name === ''
      ? words.fields.values
      : bound && field.name === 'from'
        ? words.fields.least
        : bound && field.name === 'to'
          ? words.fields.most
          : (fields[field.name] ?? field.name);
  const value =
    field.name === '' ? settings : (settings as Readonly<Record<string, unknown>> | undefined)?.[field.name];
  const name = `${words.leaves[leaf]} ${label}`;
  return (
    <div className={`condition-setting kind-${field.kind}`} role="group" aria-label={name}>
      {field.name !== '' && <label htmlFor={id}>{label}</label>}
      <Control {...props} id={id} label={name} value={value} invalid={fault !== undefined} />
      {fault !== undefined && (
        <div role="alert" className="field-fault">
          {fault}
        </div>
      )}
    </div>
  );
}

interface ControlProps extends Props {
  readonly id: string;
  readonly label: string;
  readonly value: unknown;
  readonly invalid: boolean;
}

function Control(props: ControlProps): ReactNode {
  const { field, id, label, value, invalid, choices, change } = props;
  const words = useTexts(routingTexts);
  const common = { id, 'aria-label': label, ...(invalid && { status: 'error' as const }) };
  switch (field.kind) {
    case 'text':
      return (
        <Input
          {...common}
          maxLength={64}
          value={textOf(value)}
          onChange={(event) => change(event.target.value)}
        />
      );
    case 'clock':
      return (
        <Input
          {...common}
          type="time"
          value={textOf(value)}
          onChange={(event) => change(event.target.value)}
        />
      );
    case 'number':
      return (
        <InputNumber
          {...common}
          value={numberOf(value)}
          onChange={(entered) => change(entered ?? undefined)}
        />
      );
    case 'range':
      return <Range {...props} common={common} />;
    case 'yesNo':
      return (
        <Select<string>
          {...common}
          allowClear={field.name !== ''}
          placeholder={words.any}
          value={typeof value === 'boolean' ? String(value) : null}
          options={[
            { value: 'true', label: words.yes },
            { value: 'false', label: words.no },
          ]}
          onChange={(chosen: string | undefined) =>
            change(chosen === undefined ? undefined : chosen === 'true')
          }
        />
      );
    case 'queue':
    case 'count':
      return (
        <Select<string>
          {...common}
          allowClear
          value={typeof value === 'string' ? value : null}
          options={field.kind === 'queue' ? [...choices.queues] : optionsOf(words.counts)}
          onChange={(chosen: string | undefined) => change(chosen)}
        />
      );
    case 'weekdays':
      return (
        <Select<number[]>
          {...common}
          mode="multiple"
          placeholder={words.any}
          value={Array.isArray(value) ? (value as number[]) : []}
          options={words.weekdays.map((name, n) => ({ value: n + 1, label: name }))}
          onChange={(chosen) => change(chosen.toSorted((a, b) => a - b))}
        />
      );
    case 'texts':
    case 'regions':
    case 'called':
    case 'queues':
    case 'skills':
    case 'languages':
    case 'media':
    case 'dates':
      return <Several {...props} common={common} />;
  }
}

interface CommonProps {
  readonly common: { readonly id: string; readonly 'aria-label': string; readonly status?: 'error' };
}

/** Some of a list, or whatever is typed. */
function Several({ field, value, choices, change, common }: ControlProps & CommonProps): ReactNode {
  const words = useTexts(routingTexts);
  const { media } = useTexts(distributionTexts);
  const options = {
    ...{ queues: choices.queues, skills: choices.skills, regions: choices.regions, called: choices.numbers },
    languages: optionsOf(words.languages),
    media: optionsOf(media),
  }[field.kind as 'queues'] as readonly Option[] | undefined;
  const closed = ['queues', 'skills', 'languages', 'media'].includes(field.kind);
  return (
    <Select<string[]>
      {...common}
      mode={closed ? 'multiple' : 'tags'}
      tokenSeparators={[',', '，', ' ', '\n']}
      placeholder={closed ? undefined : words.enterHint}
      value={Array.isArray(value) ? (value as string[]) : []}
      options={[...(options ?? [])]}
      {...(options === undefined && { open: false, suffix: null })}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(chosen) => change(chosen)}
    />
  );
}

function Range({ value, change, common }: ControlProps & CommonProps): ReactNode {
  const words = useTexts(routingTexts);
  const limits = (typeof value === 'object' ? (value ?? {}) : {}) as Readonly<Record<string, number>>;
  const put = (name: 'from' | 'to', entered: number | null): void => {
    const rest = Object.fromEntries(Object.entries(limits).filter(([key]) => key !== name));
    change(entered === null ? rest : { ...rest, [name]: entered });
  };
  const { id, 'aria-label': label, ...look } = common;
  return (
    <span className="range">
      <InputNumber
        id={id}
        aria-label={`${label} ${words.fields.least}`}
        placeholder={words.fields.least}
        value={limits['from'] ?? null}
        onChange={(entered) => put('from', entered)}
        {...look}
      />
      <InputNumber
        aria-label={`${label} ${words.fields.most}`}
        placeholder={words.fields.most}
        value={limits['to'] ?? null}
        onChange={(entered) => put('to', entered)}
        {...look}
      />
    </span>
  );
}

function optionsOf(words: Readonly<Record<string, string>>): Option[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
