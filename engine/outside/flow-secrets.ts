/** Secrets that flows name and never hold: a YAML or JSON file that only the engine reads. */
import { readFile } from 'node:fs/promises';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parse } from 'yaml';
import { YihaoError } from '../../kernel/errors.js';
import { ok, refuse, type Result } from '../../kernel/result.js';

const secretSchema = Type.Object(
  {
    /** As the header carries it: visible ASCII and spaces. */
    value: Type.String({ pattern: '^[\\x20-\\x7e]+$' }),
    /** Where it may go, as `https://orders.example.gov.cn`: whoever writes a flow can send it nowhere else. */
    origins: Type.Array(Type.String({ pattern: '^https?://[^/]+$' }), { minItems: 1 }),
  },
  { additionalProperties: false },
);
const fileSchema = Type.Record(Type.String(), secretSchema);

export class FlowSecrets {
  readonly #secrets: ReadonlyMap<string, Static<typeof secretSchema>>;

  constructor(secrets: Static<typeof fileSchema>) {
    this.#secrets = new Map(Object.entries(secrets));
  }

  /** @param origin where it is to go; absent: anywhere. */
  has(name: string, origin?: string): boolean {
    const secret = this.#secrets.get(name);
    return secret !== undefined && (origin === undefined || goesTo(secret.origins, origin));
  }

  valueFor(name: string, origin: string): Result<string> {
    const secret = this.#secrets.get(name);
    if (!secret) return refuse(`there is no secret ${name}`);
    return goesTo(secret.origins, origin)
      ? ok(secret.value)
      : refuse(`secret ${name} must not go to ${origin}`);
  }
}

/** However an operator writes the default port, or capitals. */
const goesTo = (origins: readonly string[], origin: string): boolean =>
  origins.some((one) => URL.canParse(one) && new URL(one).origin === origin);

/** @throws YihaoError 'config.unreadable', which quotes no secret. */
export async function readFlowSecrets(file: string): Promise<FlowSecrets> {
  if (file === '') return new FlowSecrets({});
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'), { prettyErrors: false });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new YihaoError('config.unreadable', { file, reason });
  }
  if (Value.Check(fileSchema, content)) return new FlowSecrets(content);
  const at = Value.Errors(fileSchema, content).First()?.path ?? '';
  const reason = `${at || 'the file'} is not as name: { value: …, origins: [https://…] }`;
  throw new YihaoError('config.unreadable', { file, reason });
}
