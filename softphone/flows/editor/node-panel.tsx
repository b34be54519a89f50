import { DeleteOutlined } from '@ant-design/icons';
import { Alert, App, Button, Input, type InputRef } from 'antd';
import { memo, useDeferredValue, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import { casesAtNode } from '../panels/case-writing.js';
import { useEditor, useSelected, useShown, type Wanted } from './editor-context.js';
import { editorTexts } from './editor-texts.js';
import { nameFault, referencesTo, renameNode } from './flow-edits.js';
import { ENTRY, type FlowModel, type FlowNode } from './flow-model.js';
import { headSchema, schemaOf } from './flow-schema.js';
import type { Found } from './findings.js';
import { FoundList } from './findings-list.js';
import { NodeIcon } from './node-icon.js';
import { fieldWord, kindWord } from './node-words.js';
import { Fields, RouteField } from './schema-field.js';

interface Props {
  readonly found: ReadonlyMap<string, readonly Found[]>;
  readonly wanted: Wanted;
  /** The test cases of the flow, which may name its nodes. */
  readonly cases: string;
}

/** The settings of the selected node, or of the flow. */
export function NodePanel({ found, wanted, cases }: Props): ReactNode {
  const words = useTexts(editorTexts);
  const { document } = useEditor();
  // The graph answers an arrow key first.
  const selected = useDeferredValue(useSelected());
  const { model } = useShown(document);
  const node = selected === undefined ? undefined : model.nodes.get(selected);
  if (!node)
    return (
      <div className="node-panel">
        {selected !== ENTRY && <p className="dim">{words.chooseNode}</p>}
        <h3>{words.flow}</h3>
        <Fields node={ENTRY} path={[]} schema={headSchema} value={model.head} />
      </div>
    );
  return (
    <div className="node-panel" key={node.id}>
      <NodeHead {...{ node, model, wanted, cases }} />
      <FoundList found={found.get(node.id) ?? []} />
      <NodeSettings node={node} />
    </div>
  );
}

function NodeHead({
  node,
  model,
  wanted,
  cases,
}: {
  readonly node: FlowNode;
  readonly model: FlowModel;
  readonly wanted: Wanted;
  readonly cases: string;
}): ReactNode {
  const words = useTexts(editorTexts);
  const { select, remove } = useEditor();
  const name = useRef<InputRef>(null);
  useEffect(() => {
    if (typeof wanted.current !== 'object' || wanted.current.node !== node.id) return;
    wanted.current = undefined;
    name.current?.focus({ cursor: 'all' });
  });
  const from = [...new Set(referencesTo(model, node.id).map((one) => one.node))];
  return (
    <>
      <div className="row row-between">
        <strong className="row row-tight">
          <NodeIcon kind={node.kind} /> {kindWord(words, node.kind)}
        </strong>
        <Button size="small" danger icon={<DeleteOutlined aria-hidden />} onClick={() => remove(node.id)}>
          {words.remove}
        </Button>
      </div>
      <NameField {...{ node, model, cases }} input={name} />
      {from.length > 0 && (
        <p className="led-from">
          {words.ledFrom('')}
          {from.map((id) => (
            <Button key={id} type="link" size="small" onClick={() => select(id)}>
              {id === ENTRY ? words.entry : id}
            </Button>
          ))}
        </p>
      )}
    </>
  );
}

function NameField({
  node,
  model,
  cases,
  input,
}: {
  readonly node: FlowNode;
  readonly model: FlowModel;
  readonly cases: string;
  readonly input: React.Ref<InputRef>;
}): ReactNode {
  const words = useTexts(editorTexts);
  const { message } = App.useApp();
  const { edit, select } = useEditor();
  const [typed, setTyped] = useState<string>();
  const fault = typed === undefined || typed === node.id ? undefined : nameFault(model, typed);
  const finish = (): void => {
    const name = typed;
    if (name === undefined || name === node.id || fault) return;
    setTyped(undefined);
    if (!edit((now) => renameNode(now, node.id, name))) return;
    select(name);
    const naming = casesAtNode(cases, node.id);
    if (naming > 0) void message.warning(words.casesName(naming, node.id), 8);
  };
  return (
    <div className="setting">
      <label htmlFor="flow-node-name">{words.name}</label>
      <Input
        id="flow-node-name"
        ref={input}
        value={typed ?? node.id}
        maxLength={64}
        {...(fault && { status: 'error' as const })}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={() => (fault ? setTyped(undefined) : finish())}
        onPressEnter={finish}
      />
      {fault && <Alert type="error" title={fault === 'form' ? words.nameForm : words.nameTaken} />}
    </div>
  );
}

const NodeSettings = memo(function NodeSettings({ node }: { readonly node: FlowNode }): ReactNode {
  const words = useTexts(editorTexts);
  const schema = schemaOf(node.kind);
  if (!schema) return null;
  const routes = Object.entries(schema.properties ?? {}).filter(([, below]) => below['x-names'] === 'node');
  const names = new Set(['kind', ...routes.map(([name]) => name)]);
  return (
    <>
      <section aria-label={words.settings}>
        <Fields node={node.id} path={[]} schema={schema} value={node.value} without={names} />
      </section>
      {routes.length > 0 && (
        <section aria-label={words.routes}>
          <h3>{words.routes}</h3>
          {routes.map(([name, below]) => (
            <RouteField
              key={name}
              node={node.id}
              path={[name]}
              schema={below}
              value={node.value[name]}
              label={fieldWord(words, name)}
            />
          ))}
        </section>
      )}
    </>
  );
});
