/**
 * `npm run bench [-- NAME...] [--quick] [--write PAGE]`: measures Yihao beside FreeSWITCH where there is one.
 * `--write` puts the figures into their places in the page.
 */
import { join } from 'node:path';
import { systemClock } from '../../kernel/clock.js';
import { Scope } from '../../kernel/scope.js';
import { repository } from '../repository.js';
import { findFreeSwitch, noFreeSwitch } from '../switch/freeswitch.js';
import { measureBridged } from './bridged.js';
import { measureBrowserMedia } from './browser-media.js';
import { measureDispatch } from './dispatch.js';
import { measureDistribution } from './distribution.js';
import { measureFlowMenus } from './flow-menus.js';
import { measureJourney } from './journey.js';
import { load, machine } from './machine.js';
import { render, writeSection, type Section } from './report.js';
import { measureScreenPop } from './screen-pop.js';
import { quickRun, wholeRun, type Run } from './run.js';

/** FreeSWITCH with the crowd takes more than a processor at a raised priority: such a run has the machine to itself. */
const byNameAlone: readonly string[] = ['dispatch-crowd'];

type Measure = (run: Run, scope: Scope) => Promise<Section>;

const benchmarks: Readonly<Record<string, Measure>> = {
  bridged: (run, scope) => measureBridged(run, scope, 'bridged'),
  recorded: (run, scope) => measureBridged(run, scope, 'recorded'),
  dispatch: (run, scope) => measureDispatch(run, scope),
  'dispatch-crowd': (run, scope) => measureDispatch(run, scope, run.crowd),
  journey: measureJourney,
  distribution: measureDistribution,
  'browser-media': measureBrowserMedia,
  'screen-pop': measureScreenPop,
  'flow-menus': measureFlowMenus,
};

async function main(args: readonly string[]): Promise<void> {
  const write = args.indexOf('--write');
  const page = write < 0 ? undefined : args[write + 1];
  const wanted = args.filter((arg, i) => !arg.startsWith('--') && (write < 0 || i !== write + 1));
  const unknown = wanted.filter((name) => !(name in benchmarks));
  if (unknown.length > 0 || (write >= 0 && page === undefined)) {
    console.error(
      `Usage: npm run bench -- [${Object.keys(benchmarks).join('|')}]... [--quick] [--write PAGE]`,
    );
    process.exitCode = 1;
    return;
  }
  const freeSwitch = findFreeSwitch();
  const run = { ...(args.includes('--quick') ? quickRun : wholeRun), freeSwitch };
  const date = new Date(systemClock.now()).toISOString().slice(0, 10);
  const head = `${machine()}; ${date}${freeSwitch === undefined ? '; no FreeSWITCH' : ''}.`;
  console.log(`${head}\n`);
  if (page !== undefined) writeSection(join(repository, page), 'machine', head);
  for (const [name, measure] of Object.entries(benchmarks)) {
    const isWanted = wanted.length === 0 ? !byNameAlone.includes(name) : wanted.includes(name);
    if (isWanted) await one(name, measure, run, page);
  }
  if (freeSwitch === undefined) console.log(noFreeSwitch);
}

async function one(name: string, measure: Measure, run: Run, page: string | undefined): Promise<void> {
  const before = load();
  const scope = new Scope();
  try {
    const section = await measure(run, scope);
    const how = `${section.how} Load average ${before} before, ${load()} after.`;
    const text = render({ ...section, how });
    console.log(text);
    if (page !== undefined) writeSection(join(repository, page), name, text);
  } finally {
    await scope.close();
  }
}

await main(process.argv.slice(2));
