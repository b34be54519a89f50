import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Cancel, Clock } from '../kernel/clock.js';
import type { Child } from './child.js';

/** Saving several files is one change. */
const settleMs = 300;

/** Rebuilds when a source changes, and starts those again that it concerns. @returns how to stop watching. */
export function reloadOnChange(
  root: string,
  children: { readonly engine: Child; readonly media: Child | undefined },
  clock: Clock,
  say: (line: string) => void,
): Cancel {
  const changed = new Set<string>();
  let waiting: Cancel | undefined;
  let building = false;

  function later(): void {
    waiting?.();
    waiting = clock.after(settleMs, () => void rebuild());
  }

  async function rebuild(): Promise<void> {
    if (building) {
      later();
      return;
    }
    building = true;
    const folders = new Set(changed);
    changed.clear();
    if (await compile(root, say)) {
      if (folders.has('media') || folders.has('kernel')) children.media?.kill('SIGTERM');
      if (folders.has('engine') || folders.has('kernel')) children.engine.kill('SIGTERM');
    }
    building = false;
  }

  const watchers = ['kernel', 'engine', 'media'].map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (file?.endsWith('.ts') !== true || file.endsWith('.test.ts')) return;
      changed.add(folder);
      later();
    }),
  );
  return () => {
    waiting?.();
    for (const watcher of watchers) watcher.close();
  };
}

/** @returns whether the types hold; otherwise what runs goes on. */
function compile(root: string, say: (line: string) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const compiler = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], {
      cwd: root,
    });
    compiler.stdout.on('data', (chunk: Buffer) => say(chunk.toString().trimEnd()));
    compiler.once('error', (error) => {
      say(error.message);
      resolve(false);
    });
    compiler.once('exit', (code) => {
      say(code === 0 ? 'rebuilt' : 'not restarted: the build failed');
      resolve(code === 0);
    });
  });
}
