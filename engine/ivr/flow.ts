/**
 * The form of a flow file (ivr-flows/*.yaml). ivr-flows/flow.schema.json is made from this, for editors.
 * A route names a node of the same flow, or is `end`: back from a subflow, or hang up.
 */
import { Type, type Static } from '@sinclair/typebox';
import { nodeSchemas } from './node-schemas.js';
import { languageSchema, NAME, name, route, routeTo, strict, variableTypeSchema } from './schema-parts.js';

export { defaults, type Language, type PromptItem, type VariableType } from './schema-parts.js';
export { nodeSchemas } from './node-schemas.js';

/** The route that leaves the flow. */
export const END = 'end';

export type NodeKind = keyof typeof nodeSchemas;
export type NodeOf<K extends NodeKind> = Static<(typeof nodeSchemas)[K]>;
export type FlowNode = { [K in NodeKind]: NodeOf<K> }[NodeKind];

export const nodeKinds = Object.keys(nodeSchemas) as readonly NodeKind[];

const variable = Type.Object(
  {
    type: Type.Optional(variableTypeSchema),
    initial: Type.Optional(Type.String({ maxLength: 512, description: 'What it holds at the start' })),
    given: Type.Optional(
      Type.Boolean({ description: 'Comes with the call: from the flow above, an agent, or another system' }),
    ),
    note: Type.Optional(Type.String()),
  },
  strict,
);

const spokenTexts = Type.Object(
  {
    'zh-CN': Type.Optional(Type.String({ maxLength: 500 })),
    en: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { ...strict, minProperties: 1 },
);

const head = {
  flow: name('Its id: what numbers and subflows name'),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  language: languageSchema,
  languages: Type.Optional(
    Type.Array(languageSchema, {
      minItems: 1,
      maxItems: 2,
      description: 'Every language that the flow can be heard in; its prompts are there in each',
    }),
  ),
  timeZone: Type.Optional(
    Type.String({ default: 'Asia/Shanghai', description: 'IANA name, for conditions on time' }),
  ),
  start: route,
  onError: Type.Optional(routeTo('Where a call goes when no route fits; else it is hung up')),
  variables: Type.Optional(
    Type.Record(Type.String({ pattern: NAME }), variable, {
      ...strict,
      maxProperties: 48,
      description: 'Variables with their types; one that is not named here is a text',
    }),
  ),
  texts: Type.Optional(
    Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }), spokenTexts, {
      ...strict,
      maxProperties: 500,
      description: 'Prompt → what is spoken by language where there is no recording',
    }),
  ),
};

/** The file without its nodes: those are checked one by one, so that an error names the kind's own settings. */
export const flowHeadSchema = Type.Object(
  { ...head, nodes: Type.Record(Type.String(), Type.Unknown(), { minProperties: 1, maxProperties: 1000 }) },
  strict,
);

/** The whole file, for editors. */
export const flowSchema = Type.Object(
  {
    ...head,
    nodes: Type.Record(Type.String({ pattern: NAME }), Type.Union(Object.values(nodeSchemas)), {
      ...strict,
      minProperties: 1,
      maxProperties: 1000,
    }),
  },
  { ...strict, title: 'Yihao call flow' },
);

export interface Flow extends Omit<Static<typeof flowHeadSchema>, 'nodes'> {
  readonly nodes: Readonly<Record<string, FlowNode>>;
}
