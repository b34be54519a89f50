import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { YihaoError } from '../kernel/errors.js';

/** From `media/` and from `dist/media/`. */
function builtIn(): string {
  const places = ['../ivr-flows/prompts/music', '../../ivr-flows/prompts/music'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? '';
}

/**
 * WAV files that `local_stream://moh` plays, in order of their names.
 * @param setting a WAV file, or a folder of them; '' is the music that comes with Yihao.
 * @throws YihaoError config.invalid when there is no such file or folder, or no WAV file in it.
 */
export async function holdMusicFiles(setting: string): Promise<readonly string[]> {
  const path = setting === '' ? builtIn() : resolve(setting);
  // A copy without the prompts has no music; a stream that is asked for then says so.
  if (path === '') return [];
  const found = await stat(path).catch(() => undefined);
  const names = found?.isDirectory() === true ? (await readdir(path)).sort() : undefined;
  const files = names
    ? names.filter((name) => name.endsWith('.wav')).map((name) => join(path, name))
    : [path];
  if (!found || files.length === 0) {
    throw new YihaoError('config.invalid', {
      where: 'settings',
      name: 'YIHAO_HOLD_MUSIC',
      value: setting,
      expected: 'a WAV file, or a folder of WAV files',
    });
  }
  return files;
}
