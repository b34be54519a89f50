import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the repository: the nearest one above this file with a package.json in it, compiled or not. */
export const repository = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : above(dirname(folder));
}
