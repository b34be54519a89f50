import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { YihaoError } from '../kernel/errors.js';
import { parseTrunks, type TrunkSettings } from './sip/trunk.js';

/**
 * The trunks that the setting names.
 * @param setting a JSON list, the path of a JSON or YAML file that holds one, or '' for none.
 * @throws YihaoError config.unreadable, config.invalid or config.unknown.
 */
export async function readTrunks(setting: string): Promise<TrunkSettings[]> {
  if (setting === '') return [];
  const written = setting.startsWith('[');
  const file = written ? 'YIHAO_TRUNKS' : setting;
  let value: unknown;
  try {
    // JSON is YAML too.
    value = parseYaml(written ? setting : await readFile(setting, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new YihaoError('config.unreadable', { file, reason }, error);
  }
  return parseTrunks(value, file);
}
