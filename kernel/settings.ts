/**
 * Settings of a process: one typed table, read from the environment and a settings file, checked at start.
 * The environment wins over the file, the file over the default.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parse as parseYaml } from 'yaml';
import { YihaoError } from './errors.js';

/** How a setting's text becomes a value. */
export interface Kind<T> {
  /** Completes the sentence "it must be ...". */
  readonly expected: string;
  /** @returns undefined when the text is not of this kind. */
  parse(text: string): T | undefined;
  /** Inverse of `parse`, for docs/settings.md. */
  show(value: T): string;
}

export interface Setting<T> {
  readonly kind: Kind<T>;
  readonly default: T;
  readonly about: string;
  /** Name in the environment where it is not `YIHAO_` and the key in capitals. */
  readonly env?: string;
}

/** Settings by camelCase key: `sipPort` is `YIHAO_SIP_PORT` in the environment and `sip_port` in the file. */
export type Table = Readonly<Record<string, Setting<unknown>>>;

export type Values<T extends Table> = {
  readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never;
};

export interface SettingsSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A YAML file of keys and values; one that does not exist is no error unless `env` names it (YIHAO_SETTINGS). */
  readonly file: string;
}

/** Keeps the literal type of a table. */
export function defineSettings<T extends Table>(table: T): T {
  return table;
}

/** One row of a table. */
export function setting<T>(kind: Kind<T>, value: NoInfer<T>, about: string, env?: string): Setting<T> {
  return { kind, default: value, about, ...(env === undefined ? {} : { env }) };
}

/**
 * Reads and checks every setting of `table`.
 * @throws YihaoError config.unknown for a `YIHAO_*` name or file key that the table lacks, config.invalid for a
 * value of the wrong kind, config.unreadable for a file that is no YAML map.
 */
export function readSettings<T extends Table>(table: T, source: SettingsSource): Values<T> {
  const named = source.env['YIHAO_SETTINGS'];
  const file = named ?? source.file;
  const fromFile = named !== undefined || existsSync(file) ? readFile(file) : new Map<string, string>();
  const keyByEnv = new Map(Object.entries(table).map(([key, row]) => [envName(key, row), key]));
  const keyInFile = new Map(Object.keys(table).map((key) => [fileName(key), key]));
  refuseUnknown(Object.keys(source.env).filter(isOurs), keyByEnv, 'environment');
  refuseUnknown([...fromFile.keys()], keyInFile, file);

  const values: Record<string, unknown> = {};
  for (const [key, row] of Object.entries(table)) {
    const env = source.env[envName(key, row)];
    const text = env ?? fromFile.get(fileName(key));
    values[key] =
      text === undefined
        ? row.default
        : parseOne(row, text, env === undefined ? [file, fileName(key)] : ['environment', envName(key, row)]);
  }
  return values as Values<T>;
}

/** `sipPort` → `YIHAO_SIP_PORT`. */
export function envName(key: string, row: Setting<unknown>): string {
  return row.env ?? `YIHAO_${fileName(key).toUpperCase()}`;
}

/** `sipPort` → `sip_port`. */
export function fileName(key: string): string {
  return key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

function isOurs(name: string): boolean {
  return name.startsWith('YIHAO_') && name !== 'YIHAO_SETTINGS';
}

function refuseUnknown(names: readonly string[], known: ReadonlyMap<string, string>, where: string): void {
  const name = names.find((n) => !known.has(n));
  if (name !== undefined) throw new YihaoError('config.unknown', { where, name });
}

function parseOne(row: Setting<unknown>, text: string, [where, name]: readonly [string, string]): unknown {
  const value = row.kind.parse(text.trim());
  if (value === undefined) {
    throw new YihaoError('config.invalid', { where, name, value: text, expected: row.kind.expected });
  }
  return value;
}

function readFile(file: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = parseYaml(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new YihaoError('config.unreadable', { file, reason }, error);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new YihaoError('config.unreadable', { file, reason: 'it is not a map of names and values' });
  }
  return new Map(
    Object.entries(parsed).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

export const text: Kind<string> = { expected: 'text', parse: (t) => t, show: (v) => v };

export const flag: Kind<boolean> = {
  expected: 'true or false',
  parse: (t) => (['true', '1', 'yes', 'on'].includes(t) ? true : offWords.includes(t) ? false : undefined),
  show: String,
};

const offWords: readonly string[] = ['false', '0', 'no', 'off', ''];

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number): Kind<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse: (t) => (/^-?\d{1,15}$/.test(t) && Number(t) >= min && Number(t) <= max ? Number(t) : undefined),
    show: String,
  };
}

export const port: Kind<number> = integer(0, 65535);

export const address: Kind<string> = {
  expected: 'an IPv4 or IPv6 address',
  parse: (t) => (isIP(t) === 0 ? undefined : t),
  show: (v) => v,
};

/** An address, or nothing. */
export const optionalAddress: Kind<string> = {
  expected: 'an IPv4 or IPv6 address, or empty',
  parse: (t) => (t === '' || isIP(t) !== 0 ? t : undefined),
  show: (v) => v,
};

export function oneOf<const C extends readonly string[]>(...choices: C): Kind<C[number]> {
  return {
    expected: `one of ${choices.join(', ')}`,
    parse: (t) => choices.find((choice) => choice === t),
    show: (v) => v,
  };
}

/** Of what there is one for each language. */
export interface OfLanguage {
  readonly language: 'zh-CN' | 'en';
  readonly value: string;
}

/** @param value what stands behind `zh-CN=` or `en=`. */
export function byLanguage(value: Kind<string>): Kind<OfLanguage> {
  return {
    expected: `zh-CN= or en= followed by ${value.expected}`,
    parse: (t) => {
      const [, language, rest = ''] = /^(zh-CN|en)=(.+)$/.exec(t) ?? [];
      const parsed = language === undefined ? undefined : value.parse(rest.trim());
      return parsed === undefined
        ? undefined
        : { language: language === 'en' ? 'en' : 'zh-CN', value: parsed };
    },
    show: ({ language, value: shown }) => `${language}=${value.show(shown)}`,
  };
}

/** @param schemes as `ws:`. A user in it would be shown with it, so there is none. */
export function url(...schemes: readonly string[]): Kind<string> {
  return {
    expected: `an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')} and names no user`,
    parse: (t) => {
      const parsed = URL.canParse(t) ? new URL(t) : undefined;
      return parsed && schemes.includes(parsed.protocol) && parsed.username === '' ? t : undefined;
    },
    show: (v) => v,
  };
}

/** Nothing, or of this kind. */
export function optional(kind: Kind<string>): Kind<string> {
  return {
    expected: `${kind.expected}, or empty`,
    parse: (t) => (t === '' ? '' : kind.parse(t)),
    show: (v) => (v === '' ? '' : kind.show(v)),
  };
}

/** Comma-separated, or a JSON list. */
export function list<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    expected: `a list of which each is ${item.expected}`,
    parse(t) {
      const parts = t.startsWith('[') ? jsonStrings(t) : t.split(',').filter((part) => part.trim() !== '');
      const values = parts?.map((part) => item.parse(part.trim()));
      return values?.every((v) => v !== undefined) === true ? values : undefined;
    },
    show: (v) => v.map((one) => item.show(one)).join(','),
  };
}

function jsonStrings(json: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed.map(String) : undefined;
  } catch {
    return undefined;
  }
}
