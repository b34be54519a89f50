/** The form of each kind of node, from the schema file that the engine's own check is made of. */
import file from '../../../ivr-flows/flow.schema.json' with { type: 'json' };

/** The part of JSON Schema that TypeBox writes for flows. */
export interface Schema {
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly description?: string;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** One pattern: the keys of a table. */
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  /** What the text names. */
  readonly 'x-names'?: string;
}

const whole = file as unknown as Schema;
const nodes = Object.values(whole.properties?.['nodes']?.patternProperties ?? {})[0]?.anyOf ?? [];

const byKind: ReadonlyMap<string, Schema> = new Map(
  nodes.map((schema) => [String(schema.properties?.['kind']?.const), schema]),
);

/** Every kind of the language, in its order. */
export const nodeKinds: readonly string[] = [...byKind.keys()];

export function schemaOf(kind: string): Schema | undefined {
  return byKind.get(kind);
}

/** What stands above the nodes in a file. */
export const headSchema: Schema = {
  ...whole,
  properties: Object.fromEntries(
    Object.entries(whole.properties ?? {}).filter(([name]) => name !== 'nodes' && name !== 'flow'),
  ),
};

/** The schema of a table's values; undefined where it is no table. */
export function tableOf(schema: Schema): Schema | undefined {
  return Object.values(schema.patternProperties ?? {})[0];
}

/** The schema of what stands at a path below; of several forms the first that has such a place. */
export function schemaAt(schema: Schema | undefined, path: readonly (string | number)[]): Schema | undefined {
  const [step, ...rest] = path;
  if (schema === undefined || step === undefined) return schema;
  if (schema.anyOf) return schema.anyOf.map((form) => schemaAt(form, path)).find((one) => one !== undefined);
  if (typeof step === 'number') return schemaAt(schema.items, rest);
  return schemaAt(schema.properties?.[step] ?? tableOf(schema), rest);
}

/** The values of a choice among constants; undefined where it is none. */
export function choicesOf(schema: Schema): readonly (string | number | boolean)[] | undefined {
  const values = schema.anyOf?.map((one) => one.const);
  return values?.every((one) => one !== undefined) === true ? values : undefined;
}

/** Of several forms of a value the one that it has: by its type, and its first key that no other form knows. */
export function formOf(schema: Schema, value: unknown): number {
  const forms = schema.anyOf ?? [];
  if (typeof value !== 'object' || value === null)
    return forms.findIndex(({ type }) => type === typeof value);
  const keys = Object.keys(value);
  const fits = (form: Schema): number =>
    form.properties === undefined ? -1 : keys.filter((key) => key in (form.properties ?? {})).length;
  const best = Math.max(...forms.map(fits));
  return best < 0 ? -1 : forms.findIndex((form) => fits(form) === best);
}

/** The least value that has the form: what a new one begins with. */
export function blankOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  const [first] = schema.anyOf ?? [];
  if (first) return blankOf(first);
  if (schema.type === 'array')
    return (schema.minItems ?? 0) > 0 && schema.items ? [blankOf(schema.items)] : [];
  if (schema.type === 'object') return blankObject(schema);
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 0;
  return schema.type === 'boolean' ? false : '';
}

function blankObject({ required = [], properties = {} }: Schema): unknown {
  return Object.fromEntries(
    required.flatMap((name) => {
      const below = properties[name];
      return below ? [[name, blankOf(below)]] : [];
    }),
  );
}
