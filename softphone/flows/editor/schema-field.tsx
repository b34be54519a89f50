import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select, Switch } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { NamedSelect } from '../../desk-shell/named-select.js';
import { useTexts } from '../../desk-shell/desk-context.js';
import { useEditor, useShown } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import { setField } from './flow-edits.js';
import { END, keysInOrder, list, record, type FlowModel } from './flow-model.js';
import { blankOf, choicesOf, formOf, tableOf, type Schema } from './flow-schema.js';
import { fieldWord, valueWord } from './node-words.js';
import type { Path } from './yaml-edits.js';

interface Props {
  /** In which node; the entry is what stands above the nodes. */
  readonly node: string;
  /** From the node on. */
  readonly path: Path;
  readonly schema: Schema;
  readonly value: unknown;
  readonly label: string;
  /** The label is read out alone; what stands beside it says it. */
  readonly bare?: boolean;
}

/** A setting as its form says, whatever it is: one part for every kind of node, and for those that come. */
export function SchemaField(props: Props): ReactNode {
  const { schema } = props;
  if (schema['x-names'] === 'node') return <RouteField {...props} />;
  if (choicesOf(schema)) return <ChoiceField {...props} />;
  if (schema.anyOf) return <FormsField {...props} />;
  if (schema.type === 'object')
    return tableOf(schema) ? <TableField {...props} /> : <ObjectField {...props} />;
  const Field = fieldsByType[schema.type ?? ''] ?? TextField;
  return <Field {...props} />;
}

const fieldsByType: Readonly<Record<string, (props: Props) => ReactNode>> = {
  array: ListField,
  integer: NumberField,
  number: NumberField,
  boolean: BooleanField,
};

function useSet(node: string): (path: Path, value: unknown) => void {
  const { edit } = useEditor();
  return (path, value) => void edit((model) => setField(model, node, path, value));
}

function Labelled({
  label,
  bare = false,
  children,
}: {
  readonly label: string;
  readonly bare?: boolean | undefined;
  readonly children: (id: string) => ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <div className="setting">
      <label htmlFor={id} {...(bare && { className: 'only-read' })}>
        {label}
      </label>
      {children(id)}
    </div>
  );
}

/** Written into the text when the field is left, so that each keystroke is not a step of the history. */
function TextField({ node, path, schema, value, label, bare }: Props): ReactNode {
  const set = useSet(node);
  const kept = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const [typed, setTyped] = useState<string>();
  const finish = (): void => {
    if (typed !== undefined && typed !== kept) set(path, typed);
    setTyped(undefined);
  };
  const isLong = (schema.maxLength ?? 0) > 100;
  const common = {
    value: typed ?? kept,
    ...(schema.maxLength !== undefined && { maxLength: schema.maxLength }),
    onBlur: finish,
  };
  return (
    <Labelled label={label} bare={bare}>
      {(id) =>
        isLong ? (
          <Input.TextArea
            id={id}
            autoSize={{ minRows: 1, maxRows: 6 }}
            {...common}
            onChange={({ target }) => setTyped(target.value)}
          />
        ) : (
          <Input
            id={id}
            {...common}
            onChange={({ target }) => setTyped(target.value)}
            onPressEnter={finish}
          />
        )
      }
    </Labelled>
  );
}

function NumberField({ node, path, schema, value, label }: Props): ReactNode {
  const set = useSet(node);
  const kept = typeof value === 'number' ? value : null;
  const [typed, setTyped] = useState<number | null>();
  const finish = (): void => {
    if (typed !== undefined && typed !== null && typed !== kept) set(path, typed);
    setTyped(undefined);
  };
  return (
    <Labelled label={label}>
      {(id) => (
        <InputNumber
          id={id}
          value={typed === undefined ? kept : typed}
          {...(schema.type === 'integer' && { precision: 0 })}
          {...(schema.minimum !== undefined && { min: schema.minimum })}
          {...(schema.maximum !== undefined && { max: schema.maximum })}
          {...(typeof schema.default === 'number' && { placeholder: String(schema.default) })}
          onChange={(next) => setTyped(next)}
          onBlur={finish}
          onPressEnter={finish}
        />
      )}
    </Labelled>
  );
}

function BooleanField({ node, path, schema, value, label }: Props): ReactNode {
  const set = useSet(node);
  const on = typeof value === 'boolean' ? value : schema.default === true;
  return (
    <Labelled label={label}>
      {(id) => <Switch id={id} size="small" checked={on} onChange={(next) => set(path, next)} />}
    </Labelled>
  );
}

function ChoiceField({ node, path, schema, value, label }: Props): ReactNode {
  const set = useSet(node);
  const words = useTexts(editorTexts);
  const options = (choicesOf(schema) ?? []).map((one) => ({ value: one, label: valueWord(words, one) }));
  return (
    <div className="setting">
      <span aria-hidden="true">{label}</span>
      <NamedSelect
        label={label}
        value={value}
        options={options as { readonly value: string; readonly label: string }[]}
        onChange={(next: string) => set(path, next)}
      />
    </div>
  );
}

/** Where an exit leads; taking it away leaves it to the flow's own way out. */
export function RouteField({ node, path, value, label }: Props): ReactNode {
  const set = useSet(node);
  const words = useTexts(editorTexts);
  const { document } = useEditor();
  const { model } = useShown(document);
  const options = routesIn(model, words.end);
  const chosen = typeof value === 'string' ? value : null;
  return (
    <div className="setting">
      <span aria-hidden="true">{label}</span>
      <NamedSelect
        label={label}
        showSearch
        allowClear
        placeholder={words.unset}
        value={chosen}
        options={options}
        {...(chosen !== null && chosen !== END && !model.nodes.has(chosen) && { status: 'error' as const })}
        onChange={(next: string | undefined) => set(path, next)}
      />
    </div>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

const routes = new WeakMap<FlowModel, Choice[]>();

/** The same for every exit of a flow: a menu has ten of them, and a flow hundreds of nodes. */
function routesIn(model: FlowModel, end: string): Choice[] {
  const known = routes.get(model);
  if (known?.at(-1)?.label === end) return known;
  const made = [...model.nodes.keys(), END].map((id) => ({ value: id, label: id === END ? end : id }));
  routes.set(model, made);
  return made;
}

/** A value of one of several forms, as a prompt or a condition. */
function FormsField(props: Props): ReactNode {
  const { node, path, schema, value, label } = props;
  const set = useSet(node);
  const words = useTexts(editorTexts);
  const forms = schema.anyOf ?? [];
  const at = Math.max(0, formOf(schema, value));
  const form = forms[at];
  const names = forms.map((one, i) => {
    const [first] = Object.keys(one.properties ?? {});
    if (first === undefined) return words.prompt.recorded;
    return lookUp(words.prompt, first) ?? lookUp(words.conditions, first) ?? words.item(i + 1);
  });
  const [only, ...more] = Object.entries(form?.properties ?? {});
  const plain = form?.type !== 'object' ? form : more.length === 0 ? only?.[1] : undefined;
  const isOne = plain?.type === 'string';
  return (
    <div className={isOne ? 'setting-pair' : 'setting-group'}>
      <NamedSelect
        label={`${label} ${words.form}`}
        value={at}
        options={names.map((name, i) => ({ value: i, label: name }))}
        onChange={(next: number) => {
          const chosen = forms[next];
          if (chosen) set(path, firstOf(chosen));
        }}
      />
      {isOne ? (
        <SchemaField
          {...{ node, schema: plain, label: `${label} ${names[at] ?? ''}`, bare: true }}
          path={form?.type === 'object' && only ? [...path, only[0]] : path}
          value={form?.type === 'object' && only ? record(value)[only[0]] : value}
        />
      ) : form?.type === 'object' ? (
        <Fields node={node} path={path} schema={form} value={value} />
      ) : (
        form && <SchemaField {...props} schema={form} label={names[at] ?? label} />
      )}
    </div>
  );
}

const lookUp = (words: Readonly<Record<string, string>>, name: string): string | undefined => words[name];

/** A blank of the form that cannot be taken for another: with its first key, needed or not. */
function firstOf(form: Schema): unknown {
  const blank = blankOf(form);
  const [first] = Object.entries(form.properties ?? {});
  if (!first || typeof blank !== 'object' || blank === null) return blank;
  return { [first[0]]: blankOf(first[1]), ...blank };
}

function ObjectField({ node, path, schema, value, label }: Props): ReactNode {
  return (
    <fieldset className="setting-group">
      <legend>{label}</legend>
      <Fields node={node} path={path} schema={schema} value={value} />
    </fieldset>
  );
}

interface FieldsProps {
  readonly node: string;
  readonly path: Path;
  readonly schema: Schema;
  readonly value: unknown;
  /** Names that are shown elsewhere. */
  readonly without?: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/** The settings of an object that it has or needs, and a choice of those that it could have. */
export function Fields({ node, path, schema, value, without = nothing }: FieldsProps): ReactNode {
  const words = useTexts(editorTexts);
  const set = useSet(node);
  const values = record(value);
  const all = Object.entries(schema.properties ?? {}).filter(([name]) => !without.has(name));
  const isNeeded = (name: string): boolean => schema.required?.includes(name) === true;
  const shown = all.filter(([name]) => name in values || isNeeded(name));
  const others = all.filter(([name]) => !(name in values) && !isNeeded(name));
  return (
    <>
      {shown.map(([name, below]) => (
        <div key={name} className="setting-line">
          <SchemaField
            node={node}
            path={[...path, name]}
            schema={below}
            value={values[name]}
            label={fieldWord(words, name)}
          />
          {!isNeeded(name) && (
            <Remove
              label={words.removeSetting(fieldWord(words, name))}
              act={() => set([...path, name], undefined)}
            />
          )}
        </div>
      ))}
      {others.length > 0 && (
        <Select
          className="add-setting"
          aria-label={words.addSetting}
          placeholder={words.addSetting}
          value={null}
          options={others.map(([name]) => ({ value: name, label: fieldWord(words, name) }))}
          onChange={(name: string | null) => {
            const below = name === null ? undefined : schema.properties?.[name];
            if (name !== null && below) set([...path, name], beginning(below));
          }}
        />
      )}
    </>
  );
}

/** What a setting is when it is added: routes end, tables have one line. */
function beginning(schema: Schema): unknown {
  if (schema['x-names'] === 'node') return END;
  const table = tableOf(schema);
  if (table) return { name: beginning(table) };
  const blank = blankOf(schema);
  const isEmpty = typeof blank === 'object' && blank !== null && Object.keys(blank).length === 0;
  if (!isEmpty) return blank;
  const route = Object.entries(schema.properties ?? {}).find(([, below]) => below['x-names'] === 'node');
  return route ? { [route[0]]: END } : blank;
}

export function Remove({ label, act }: { readonly label: string; readonly act: () => void }): ReactNode {
  return (
    <Button
      className="remove"
      type="text"
      size="small"
      aria-label={label}
      icon={<CloseOutlined aria-hidden />}
      onClick={act}
    />
  );
}

function ListField({ node, path, schema, value, label }: Props): ReactNode {
  const set = useSet(node);
  const words = useTexts(editorTexts);
  const items = list(value);
  const below = schema.items ?? {};
  if (isPlain(below)) return <PlainList {...{ node, path, schema, value, label }} />;
  return (
    <fieldset className="setting-group">
      <legend>{label}</legend>
      {items.map((item, i) => (
        <div key={i} className="setting-item">
          <SchemaField
            node={node}
            path={[...path, i]}
            schema={below}
            value={item}
            label={words.item(i + 1)}
          />
          <Remove
            label={words.removeItem(`${label} ${words.item(i + 1)}`)}
            act={() => set([...path, i], undefined)}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        aria-label={`${words.addItem} ${label}`}
        onClick={() => set([...path, items.length], newItem(below))}
      >
        {words.addItem}
      </Button>
    </fieldset>
  );
}

/** A list of texts or numbers, not of forms. */
const isPlain = (schema: Schema): boolean =>
  (schema.anyOf === undefined || choicesOf(schema) !== undefined) && schema.type !== 'object';

function newItem(schema: Schema): unknown {
  const blank = blankOf(schema);
  if (typeof blank !== 'object' || blank === null) return blank;
  const routes = Object.entries(schema.properties ?? {}).filter(([, below]) => below['x-names'] === 'node');
  return { ...blank, ...Object.fromEntries(routes.map(([name]) => [name, END])) };
}

function PlainList({ node, path, schema, value, label }: Props): ReactNode {
  const set = useSet(node);
  const words = useTexts(editorTexts);
  const below = schema.items ?? {};
  const isNumber = below.type === 'integer';
  const choices = choicesOf(below);
  const days = isNumber && below.maximum === 7;
  const options = days
    ? words.weekdays.map((name, i) => ({ value: String(i + 1), label: name }))
    : choices?.map((one) => ({ value: String(one), label: valueWord(words, one) }));
  return (
    <div className="setting">
      <span aria-hidden="true">{label}</span>
      <NamedSelect
        label={label}
        mode={options ? 'multiple' : 'tags'}
        value={list(value).map(String)}
        options={options ?? []}
        tokenSeparators={[',', ' ', '，']}
        onChange={(next: string[]) => {
          const sorted = days ? [...next].sort() : next;
          set(path, isNumber ? sorted.map(Number) : sorted);
        }}
      />
    </div>
  );
}

function TableField({ node, path, schema, value, label }: Props): ReactNode {
  const set = useSet(node);
  const words = useTexts(editorTexts);
  const below = tableOf(schema) ?? {};
  const [key, setKey] = useState('');
  const values = record(value);
  const rows = keysInOrder(values).map((name) => [name, values[name]] as const);
  const pattern = new RegExp(Object.keys(schema.patternProperties ?? {})[0] ?? '');
  const fits = pattern.test(key) && !rows.some(([name]) => name === key);
  const addRow = (): void => {
    if (!fits) return;
    set([...path, key], beginning(below));
    setKey('');
  };
  const isKeys = path.at(-1) === 'keys';
  return (
    <fieldset className="setting-group">
      <legend>{label}</legend>
      {rows.map(([name, item]) => (
        <div key={name} className="setting-line">
          <SchemaField
            node={node}
            path={[...path, name]}
            schema={below}
            value={item}
            label={isKeys ? words.key(name) : name}
          />
          <Remove label={words.removeItem(`${label} ${name}`)} act={() => set([...path, name], undefined)} />
        </div>
      ))}
      <div className="row row-tight">
        <Input
          size="small"
          aria-label={`${label} ${words.rowKey}`}
          placeholder={words.rowKey}
          value={key}
          onChange={({ target }) => setKey(target.value)}
          onPressEnter={addRow}
        />
        <Button size="small" icon={<PlusOutlined aria-hidden />} disabled={!fits} onClick={addRow}>
          {words.addRow}
        </Button>
      </div>
    </fieldset>
  );
}
