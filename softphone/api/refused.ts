/** A request that the engine refused, or that did not reach it. */
export class Refused extends Error {
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  /** Code of docs/errors.md; `offline` when there was no answer. */
  readonly code: string;
  /** The part of the request that is meant, as a path (`body/name`); may be empty. Forms show it at the field. */
  readonly where: string;

  constructor(
    status: number,
    body: { code: string; message: string; where?: string | undefined },
    cause?: unknown,
  ) {
    super(body.message, cause === undefined ? undefined : { cause });
    this.name = 'Refused';
    this.status = status;
    this.code = body.code;
    this.where = body.where ?? '';
  }

  /** Nobody is signed in (any more). */
  get signedOut(): boolean {
    return this.status === 401 && this.code !== 'auth.wrong';
  }
}

/** The field that a refusal is about: `body/ringSeconds` gives `ringSeconds`; empty when it is about no field. */
export function fieldOf(error: unknown): string {
  if (!(error instanceof Refused)) return '';
  return error.where.replace(/^(body|params|querystring)\/?/, '').split('/')[0] ?? '';
}
