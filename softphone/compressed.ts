/** Writes what browsers ask for beside each file that it makes smaller, so that the engine compresses nothing while it serves. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const text = /\.(?:js|css|html|svg|json)$/;
/** Below this the header of an answer is most of it. */
const leastBytes = 1024;

const makers = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes: Buffer) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
} as const;

async function compress(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  await Promise.all(
    files
      .filter((file) => text.test(file))
      .map(async (file) => {
        const path = join(folder, file);
        const bytes = await readFile(path);
        if (bytes.length < leastBytes) return;
        for (const [ending, make] of Object.entries(makers)) {
          await writeFile(`${path}.${ending}`, await make(bytes));
        }
      }),
  );
}

/** The last step of a build. */
export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'yihao-compressed',
    apply: 'build',
    configResolved: ({ build }) => {
      folder = build.outDir;
    },
    closeBundle: { sequential: true, order: 'post', handler: () => compress(folder) },
  };
}
