/** What a benchmark found, as text for the terminal and as a part of docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface Row {
  readonly what: string;
  readonly yihao: string;
  readonly freeSwitch: string;
  readonly ratio: string;
}

export interface Section {
  /** As on the command line. */
  readonly name: string;
  readonly title: string;
  /** How it was measured. */
  readonly how: string;
  /** Whose figures stand beside ours where it is not FreeSWITCH; null: nobody's. */
  readonly peer?: string | null;
  readonly rows: readonly Row[];
  /** In plain words: the targets met, and where we are behind. */
  readonly verdicts: readonly string[];
}

export const noPeer = 'no FreeSWITCH';

/** A target: `value` at most `limit`. */
export function verdict(what: string, value: number, limit: number, unit: string): string {
  const figures = `${value.toFixed(2)}${unit}, target at most ${limit.toFixed(2)}${unit}`;
  return value <= limit ? `Met: ${what}: ${figures}.` : `BEHIND: ${what}: ${figures}.`;
}

export function ratio(yihao: number, freeSwitch: number | undefined): string {
  return freeSwitch === undefined || freeSwitch === 0 ? '-' : (yihao / freeSwitch).toFixed(2);
}

export function render({ title, how, peer = 'FreeSWITCH', rows, verdicts }: Section): string {
  const all = [
    ['', 'Yihao', peer ?? '', 'ratio'],
    ['---', '---', '---', '---'],
    ...rows.map((row) => [row.what, row.yihao, row.freeSwitch, row.ratio]),
  ];
  const table = peer === null ? all.map((cells) => cells.slice(0, 2)) : all;
  return [
    `## ${title}`,
    '',
    how,
    '',
    ...table.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...verdicts.map((line) => `- ${line}`),
    '',
  ].join('\n');
}

/** Puts the section between its two marks in the page; the rest of it stays. */
export function writeSection(page: string, name: string, text: string): void {
  const [begin, end] = [`<!-- figures: ${name} -->`, `<!-- end: ${name} -->`];
  const before = readFileSync(page, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for the figures of ${name} (${begin})`);
  writeFileSync(page, `${before.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${before.slice(to)}`);
}
