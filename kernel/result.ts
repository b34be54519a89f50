/** What comes off a wire is a result, never a throw. `offset` is in octets (or characters) of the input. */
export type Result<T, F = Refusal> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & F);

export interface Refusal {
  readonly why: string;
  readonly offset?: number;
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export function refuse(why: string, offset?: number): { readonly ok: false } & Refusal {
  return offset === undefined ? { ok: false, why } : { ok: false, why, offset };
}
