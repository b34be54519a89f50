import { catalogue, type ErrorCode } from './error-catalogue.js';

export type { ErrorCode };

/** The values that fill the `{placeholders}` of a catalogue sentence. */
export type Details = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * An error for a person: a code of the catalogue, a sentence that says what is wrong and what to do,
 * and the details as data.
 */
export class YihaoError extends Error {
  readonly code: ErrorCode;
  readonly details: Details;

  constructor(code: ErrorCode, details: Details = {}, cause?: unknown) {
    super(fill(catalogue[code].message, details), cause === undefined ? undefined : { cause });
    this.name = 'YihaoError';
    this.code = code;
    this.details = details;
  }
}

/** The HTTP status that the code is answered with. */
export function httpStatus(code: ErrorCode): number {
  return catalogue[code].status;
}

function fill(template: string, details: Details): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => String(details[key] ?? whole));
}
