import { InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import './distribution.css';

type Levels = Readonly<Record<string, number>>;

interface Props {
  /** From the form. */
  readonly value?: Levels | undefined;
  readonly onChange?: (value: Levels | undefined) => void;
  readonly id?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Names that are not among the options may be typed. */
  readonly free?: boolean;
  readonly least: number;
  readonly most: number;
  /** What a name begins with. */
  readonly first: number;
  readonly placeholder?: string | undefined;
  /** What the list of names is called, and a number in it. */
  readonly label: string;
  readonly labelOf: (name: string) => string;
}

/** Names, each with a whole number: skills with levels, queues with ranks, regions with shares. */
export function LevelMap(props: Props): ReactNode {
  const { value = {}, onChange, id, options, free = false, least, most, first, placeholder } = props;
  const names = Object.keys(value);
  const nameOf = (key: string): string => options.find((one) => one.value === key)?.label ?? key;
  const change = (levels: Levels): void => onChange?.(Object.keys(levels).length === 0 ? undefined : levels);
  return (
    <div className="level-map">
      <Select<string[]>
        {...(id !== undefined && { id })}
        mode={free ? 'tags' : 'multiple'}
        aria-label={props.label}
        placeholder={placeholder}
        value={names}
        options={[...options]}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(chosen) => change(Object.fromEntries(chosen.map((name) => [name, value[name] ?? first])))}
      />
      {names.map((name) => (
        <label key={name} className="level-map-line">
          <span>{nameOf(name)}</span>
          <InputNumber
            aria-label={props.labelOf(nameOf(name))}
            min={least}
            max={most}
            precision={0}
            value={value[name] ?? first}
            onChange={(level) => change({ ...value, [name]: level ?? first })}
          />
        </label>
      ))}
    </div>
  );
}
