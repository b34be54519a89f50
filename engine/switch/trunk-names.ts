import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { YihaoError } from '../../kernel/errors.js';

/**
 * The trunks for calls out, the first to try in front.
 * @param outbound the names as the operator orders them; empty: every trunk of `trunks`, as listed there.
 * @param trunks the setting of the switch: a JSON list, the path of a JSON or YAML file that holds one, or ''.
 * @throws YihaoError config.unreadable.
 */
export async function trunkNames(outbound: readonly string[], trunks: string): Promise<readonly string[]> {
  const named = outbound.filter((name) => name !== '');
  if (named.length > 0 || trunks === '') return named;
  const written = trunks.startsWith('[');
  try {
    const list: unknown = parseYaml(written ? trunks : await readFile(trunks, 'utf8'));
    return Array.isArray(list) ? list.flatMap(nameOf) : [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new YihaoError('config.unreadable', { file: written ? 'YIHAO_TRUNKS' : trunks, reason }, error);
  }
}

/** What else is wrong with an entry the switch says, which reads all of it. */
function nameOf(entry: unknown): string[] {
  const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
  return typeof name === 'string' ? [name] : [];
}
