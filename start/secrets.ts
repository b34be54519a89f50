import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the processes of one machine show each other; random, made at the first start, kept in a file of mode 0600. */
export interface Secrets {
  readonly eventSocketPassword: string;
  readonly switchSecret: string;
}

export async function keptSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  const kept = parse(await readFile(file, 'utf8').catch(() => '{}'));
  const secrets = {
    eventSocketPassword: kept.eventSocketPassword ?? randomBytes(24).toString('hex'),
    switchSecret: kept.switchSecret ?? randomBytes(24).toString('hex'),
  };
  if (
    secrets.eventSocketPassword === kept.eventSocketPassword &&
    secrets.switchSecret === kept.switchSecret
  ) {
    return secrets;
  }
  await writeFile(`${file}.part`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
  return secrets;
}

/** A damaged file holds no secrets: new ones do as well, for all who need them are started with them. */
function parse(text: string): Partial<Secrets> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const value = (key: string): string | undefined => {
    const found = (parsed as Record<string, unknown>)[key];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const [eventSocketPassword, switchSecret] = [value('eventSocketPassword'), value('switchSecret')];
  return { ...(eventSocketPassword && { eventSocketPassword }), ...(switchSecret && { switchSecret }) };
}
