/** `npm run simulate -- scenario.yaml [--compare other.yaml] [--out file.html|file.svg] [--language zh-CN|en]` */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Scenario } from './model.js';
import { pageOf, svgFileOf } from './page.js';
import { basisOf, comparisonTables, outcomeTables, printTable, surelyOf } from './report.js';
import { loadScenario } from './scenario-file.js';
import { compare, simulate } from './simulate.js';
import { languages, words } from './words.js';

const usage =
  'npm run simulate -- SCENARIO.yaml [--compare OTHER.yaml] [--out FILE.html|FILE.svg] [--language zh-CN|en]\n';

interface Wanted {
  readonly file: string;
  readonly other: string | undefined;
  readonly out: string | undefined;
  readonly language: (typeof languages)[number];
}

function wantedOf(args: readonly string[]): Wanted | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { compare: { type: 'string' }, out: { type: 'string' }, language: { type: 'string' } },
    });
    const [file] = positionals;
    const language = languages.find((one) => one === (values.language ?? 'zh-CN'));
    if (file === undefined || positionals.length > 1 || !language) return undefined;
    return { file, other: values.compare, out: values.out, language };
  } catch {
    return undefined;
  }
}

async function load(file: string): Promise<Scenario | undefined> {
  const loaded = await loadScenario(file, (name) => readFile(name, 'utf8'));
  if (loaded.ok) return loaded.value;
  for (const { file: where, line, column, path, reason } of loaded.errors)
    process.stderr.write(`${where}:${line}:${column}: ${path}${path ? ': ' : ''}${reason}\n`);
  return undefined;
}

async function main(): Promise<boolean> {
  const wanted = wantedOf(process.argv.slice(2));
  if (!wanted) {
    process.stderr.write(usage);
    return false;
  }
  const { language } = wanted;
  const scenario = await load(wanted.file);
  const other = wanted.other === undefined ? undefined : await load(wanted.other);
  if (!scenario || (wanted.other !== undefined && !other)) return false;

  const before = process.cpuUsage();
  const result = other ? compare(scenario, other) : simulate(scenario);
  const { user, system } = process.cpuUsage(before);

  const isComparison = 'before' in result;
  const first = isComparison ? result.before : result;
  const tables = isComparison ? comparisonTables(result, language) : outcomeTables(result, language);
  const events = isComparison ? result.before.events + result.after.events : result.events;
  const say = words[language];
  const name = other ? `${scenario.name}-${other.name}` : scenario.name;
  const out = wanted.out ?? join('data', 'simulate', `${name}.html`);
  const { fromMs } = scenario;
  const shown = { result, title: scenario.title || scenario.name, fromMs, language };
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, out.endsWith('.svg') ? svgFileOf(shown) : pageOf(shown));
  const lines = [
    basisOf(first, language),
    '',
    ...tables.flatMap((table) => [printTable(table), '']),
    ...(isComparison ? [surelyOf(first, language)] : []),
    say.speed(events, Math.round(events / ((user + system) / 1e6))),
    say.written(out),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return true;
}

process.exitCode = (await main()) ? 0 : 1;
