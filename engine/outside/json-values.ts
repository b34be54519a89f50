/** What an answer has at the places that a flow names, as texts; a place that is not there is left out. */
export function valuesOf(
  answer: unknown,
  into: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(into).flatMap(([variable, path]) => {
      const value = at(answer, path.split('.'));
      return isPlain(value) ? [[variable, String(value)]] : [];
    }),
  );
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[step];
  }
  return here;
}
