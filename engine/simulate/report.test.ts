import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import t from 'tap';
import { pageOf, svgFileOf } from './page.js';
import { comparisonTables, outcomeTables, printTable } from './report.js';
import { compare, simulate } from './simulate.js';
import { oneQueue } from './testing/scenario-for-test.js';

/** Every element is closed, and what it says can be read. */
function parseXml(text: string): unknown {
  for (const name of ['svg', 'g', 'text', 'title', 'style'])
    if (text.split(new RegExp(`<${name}[ >]`)).length !== text.split(`</${name}>`).length)
      throw new Error(`${name} is not closed everywhere`);
  return new XMLParser({ ignoreAttributes: false }).parse(text);
}

const short = oneQueue({
  ...{ callsPerHour: 60, talkSeconds: 180, agents: 4, patienceSeconds: 90, hours: 3, replications: 3 },
});
const outcome = simulate({ ...short, name: 'a<b' });
const comparison = compare(short, { ...short, name: 'other' });

t.test('tables line up, also where characters are wide', async (t) => {
  for (const language of ['zh-CN', 'en'] as const)
    for (const table of [...outcomeTables(outcome, language), ...comparisonTables(comparison, language)]) {
      const lines = printTable({ ...table, title: '' }).split('\n');
      const width = (line: string): number => line.length + (line.match(/[\u2e80-\uffef]/g)?.length ?? 0);
      const widths = lines.map(width);
      t.equal(lines.length, table.rows.length + 1);
      // Trailing blanks are cut: of changes without a star two.
      t.ok(Math.max(...widths) - Math.min(...widths) <= 2, printTable(table));
    }
});

t.test('a change is marked only where its interval excludes none', async (t) => {
  const marked = comparisonTables(comparison, 'en').flatMap(({ rows }) =>
    rows.filter((row) => row[3]?.includes('*')),
  );
  t.same(marked, [], 'the same twice');
});

t.test('the page and the drawing are whole in themselves and well formed', async (t) => {
  for (const [result, lines] of [
    [outcome, 1],
    [comparison, 2],
  ] as const) {
    const shown = { result, title: '<script>', fromMs: 28_800_000, language: 'zh-CN' } as const;
    const svg = svgFileOf(shown);
    const page = pageOf(shown);
    t.notMatch(page, /<script|https?:\/\/(?!www\.w3\.org)|src=|@import|url\(/);
    t.ok(page.includes('08:00') && page.includes('服务水平'));
    const drawing = parseXml(svg) as {
      svg: { g: { path: object | object[] }[] };
    };
    t.equal(drawing.svg.g.length, 3, 'callers, waiting, service level');
    for (const { path } of drawing.svg.g) t.equal([path].flat().length, lines);
  }
});

t.test(
  'npm run simulate prints the figures, compares, writes the chart, and tells what is wrong',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'simulate-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const run = promisify(execFile);
    const program = join('dist', 'engine', 'simulate', 'main.js');
    const weekday = join('simulate-scenarios', 'weekday.yaml');
    const other = join('simulate-scenarios', 'weekday-overflow.yaml');
    const out = join(folder, 'chart.svg');
    const args = [program, weekday, '--compare', other, '--out', out, '--language', 'en'];
    const { stdout } = await run(process.execPath, args);
    t.match(stdout, /service level +\d+\.\d ± \d+\.\d % +\d+\.\d ± \d+\.\d %/);
    t.match(stdout, /the ACD took \d+ events, \d+ a second/);
    t.match(parseXml(await readFile(out, 'utf8')), { svg: {} });

    const missing = join(folder, 'missing.yaml');
    await t.rejects(run(process.execPath, [program, missing]), {
      code: 1,
      stderr: /missing.yaml:1:1: .*cannot be read/,
    });
    await t.rejects(run(process.execPath, [program]), { code: 1, stderr: /SCENARIO.yaml/ });
  },
);
