import { Kind, type TSchema } from '@sinclair/typebox';
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value';
import type { Path } from './located-yaml.js';

export interface SchemaError {
  readonly path: Path;
  readonly reason: string;
}

/** At most this many of one value: a file of another kind altogether would give thousands. */
const MAX_ERRORS = 50;

/** What keeps the value from fitting, one error a place, in words for the person who wrote it. */
export function schemaErrors(schema: TSchema, value: unknown): SchemaError[] {
  const found = new Map<string, SchemaError>();
  for (const error of Value.Errors(schema, value)) {
    if (found.size >= MAX_ERRORS) break;
    if (!found.has(error.path))
      found.set(error.path, { path: pathOf(error.path, value), reason: reasonOf(error) });
  }
  return [...found.values()];
}

/** A JSON pointer as keys and indexes. */
function pathOf(pointer: string, root: unknown): Path {
  let at = root;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(at) ? Number(key) : key;
      at = isObject(at) ? at[step] : undefined;
      return step;
    });
}

const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> =>
  typeof value === 'object' && value !== null;

function reasonOf(error: ValueError): string {
  if (error.type === ValueErrorType.ObjectRequiredProperty) return 'is missing';
  if (error.type === ValueErrorType.ObjectAdditionalProperties) return 'is not a setting that is known here';
  if (error.type === ValueErrorType.StringPattern) return `must match ${String(error.schema['pattern'])}`;
  if (error.type === ValueErrorType.Union) return unionReason(error);
  return error.message.replace(/^Expected/, 'must be');
}

/** Of a choice between objects the one that comes closest speaks; of literals all are named. */
function unionReason(error: ValueError): string {
  const choices = (error.schema['anyOf'] ?? []) as readonly TSchema[];
  const literals = choices
    .filter((choice) => choice[Kind] === 'Literal')
    .map((choice) => String(choice['const']));
  if (literals.length === choices.length) return `must be one of ${literals.join(', ')}`;
  const [closest] = choices
    .map((choice) => schemaErrors(choice, error.value))
    .sort((a, b) => Number(isOtherType(a)) - Number(isOtherType(b)) || a.length - b.length);
  const first = closest?.[0];
  if (!first) return error.message;
  return first.path.length === 0 ? first.reason : `${first.path.join('.')} ${first.reason}`;
}

/** Wrong as a whole: a text where an object is wanted, or the other way round. */
const isOtherType = (errors: readonly SchemaError[]): boolean => errors.some(({ path }) => path.length === 0);
