/** The processes below one, from /proc: the tests kill the product's parts by their ids. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function everyProcess(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/** Every process below `root`, at any depth. */
export function descendants(root: number): Running[] {
  const all = everyProcess();
  const below = (parent: number): Running[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(root);
}

/** Processor time that a process and all its threads took so far, in milliseconds. */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks * 1000) / ticksPerSecond;
}

/** USER_HZ, which Linux fixes at 100 for /proc. */
const ticksPerSecond = 100;
