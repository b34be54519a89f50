/** The engine's process: everything is made and joined here. It runs also while the database or the switch is away. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep, systemClock } from '../kernel/clock.js';
import { YihaoError } from '../kernel/errors.js';
import { onLauncherGone, tellLauncher } from '../kernel/launch-message.js';
import { createLogger, Personal, type Logger } from '../kernel/log.js';
import { systemRandom } from '../kernel/random.js';
import { Scope } from '../kernel/scope.js';
import { Signal } from '../kernel/signal.js';
import { readSettings } from '../kernel/settings.js';
import { settingsTable, type Settings } from '../kernel/settings-table.js';
import { readSnapshot } from './call/take-up.js';
import type { EngineEvent } from './control.js';
import { Engine } from './engine.js';
import type { Figures } from './figures.js';
import type { FlowArchive } from './flow-files/flow-archive.js';
import type { FlowFolder } from './flow-files/flow-folder.js';
import { openFlowSurroundings } from './flow-surroundings.js';
import { openSpeech } from './speech/open-speech.js';
import type { FlowSet } from './ivr/model.js';
import { CallerHistory } from './list/caller-history.js';
import type { Storage } from './storage.js';
import { storedSnapshots, type Snapshots } from './store/snapshots.js';
import { switchAddresses } from './switch/switch-addresses.js';
import { CurrentConfiguration } from './store/current-configuration.js';
import { CurrentTables } from './store/current-tables.js';
import { trunkNames } from './switch/trunk-names.js';
import { Journal } from './store/journal.js';
import { PromptSounds, type PromptSoundsOptions } from './prompt/prompt-sounds.js';
import { Trials } from './trial/trials.js';

const clock = systemClock;
const random = systemRandom;

/** This file is dist/engine/main.js. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** How long the database may take at a first start before the engine goes on with what it kept on disk. */
const databasePatienceMs = 5_000;
/** How long the web page waits for the switches; one that is away has no calls to take up. */
const switchPatienceMs = 1_000;

async function main(): Promise<void> {
  const settings = readSettings(settingsTable, { env: process.env, file: join(root, 'yihao.yaml') });
  Personal.show(settings.logPersonal);
  const log = createLogger('engine', settings.logLevel);
  const scope = new Scope();
  stopOnSignal(scope, log);
  try {
    await run(settings, log, scope);
  } catch (error) {
    await scope.close().catch(() => undefined);
    throw error;
  }
  tellLauncher({ kind: 'ready' });
}

async function run(settings: Settings, log: Logger, scope: Scope): Promise<void> {
  const data = resolve(root, settings.data);
  const own = join(data, 'engine');
  await mkdir(own, { recursive: true, mode: 0o700 });

  const journal = await Journal.open(join(data, 'journal'), { clock, log: log.child({ part: 'journal' }) });
  const current = new CurrentConfiguration(join(own, 'configuration.json'));
  const restored = await current.restore();
  const tables = new CurrentTables(join(own, 'flow-tables.json'));
  await tables.restore();
  let isReady = (): void => undefined;
  const databaseReady = new Promise<void>((done) => (isReady = done));
  const history = new CallerHistory();
  let storage: Storage | undefined;
  const openStorage = async (): Promise<Storage> => {
    const { Storage } = await import('./storage.js');
    const refusedFile = join(own, 'refused-facts.jsonl');
    const where = { journal, current, tables, refusedFile, history };
    return (storage ??= new Storage({
      ...{ ...where, settings, clock, random, log },
      inUse: () => isReady(),
    }));
  };
  scope.own(async () => {
    await storage?.close();
    await journal.close();
  });
  // An engine that was killed has callers waiting: it goes on with what is on the disk, and the database follows.
  const firstRun = !restored || journal.memos.size === 0;
  if (firstRun) await Promise.race([(await openStorage()).tried, sleep(clock, databasePatienceMs)]);

  const trunks = await trunkNames(settings.outboundTrunks, settings.trunks);
  const path = process.env['PATH'] ?? '';
  const speech = await openSpeech({ settings, clock, data, path });
  const { flows, prompts, outside, services } = await openFlowSurroundings({
    ...{ clock, random, log, scope, settings, root, data, own, speech, trunks, current, tables },
    path,
    storage: {
      database: () => {
        if (!storage) throw new YihaoError('database.failed', { reason: 'it has not been asked yet' });
        return storage.link.use();
      },
      isReady: () => storage?.link.ready === true,
      ready: databaseReady,
    },
  });
  const before = await remembered(journal, storage);
  const promptFolder = resolve(root, settings.flows, 'prompts');
  const keptPrompt: PromptSoundsOptions['kept'] = (language, id) => prompts.file(language, id);
  const engine = new Engine({
    ...{ clock, random, log, facts: journal, dataFolder: data, sipDomain: settings.sipDomain },
    ...{ trunks, history },
    ...(speech.synthesiser && { speech: speech.synthesiser }),
    ...{ services, tables: () => tables, keptPrompt },
    switches: switchAddresses(settings.switches, settings.eventSocketPassword),
    configuration: current.configuration,
    flows: flows.releases.current.live,
    canaries: flows.releases.current.canaries,
    testCalls: flows.testCalls,
    promptFolder,
    holdMusic: 'local_stream://moh',
    remembered: before,
    earlierFlows: await earlierFlows(before, flows.archive),
  });
  const events = joinEvents(engine, flows.folder);
  flows.handTo(({ live, canaries }) => engine.useFlows(live, canaries));
  current.changed.on((configuration) => engine.configure(configuration));
  scope.own(() => engine.close());
  engine.open();
  scope.own(flows.folder.watch());

  const trials = new Trials({ clock, databaseUrl: settings.databaseUrl });
  scope.own(() => trials.close());
  // What is loaded from here on takes longer than all before and holds up the thread; callers wait for the engine, not
  // for the database and the web page.
  await Promise.race([engine.tookUp, sleep(clock, switchPatienceMs)]);
  const opened = await openStorage();
  const { buildApi } = await import('./api/server.js');
  const api = await buildApi({
    ...{ engine, events, link: opened.link, trials, current, clock, random },
    ...{ log: log.child({ part: 'api' }), flows: flows.folder },
    ...{ releases: flows.releases, testCalls: flows.testCalls },
    ...{ tables, prompts, flowServices: outside },
    sounds: new PromptSounds({ folder: promptFolder, kept: keptPrompt, speech: speech.synthesiser }),
    sipDomain: settings.sipDomain,
    switchSecret: settings.switchSecret,
    sipSocketUrl: settings.sipSocketUrl || `ws://${host(settings.wsAddress)}:${settings.wsPort}`,
    dataFolder: data,
    softphoneFolder: join(root, 'dist', 'softphone'),
    embedOrigins: settings.embedOrigins,
    callerPage: settings.callerPage || settings.demo,
    figures: () => figures(journal, opened),
  });
  scope.own(() => api.close());
  await api.listen({ host: settings.httpAddress, port: settings.httpPort });
}

/**
 * What the engine before this one left. The journal has it; where the journal is new (another machine, a lost disk)
 * the database may.
 */
async function remembered(journal: Journal, storage: Storage | undefined): Promise<Snapshots> {
  const { live, memos } = journal;
  if (live.size + memos.size === 0 && storage?.link.ready === true)
    return storedSnapshots(storage.link.use().main);
  return { live: new Map(live), memos: new Map(memos) };
}

/** The flows that calls of before began with. */
async function earlierFlows(before: Snapshots, archive: FlowArchive): Promise<ReadonlyMap<string, FlowSet>> {
  const found = new Map<string, FlowSet>();
  for (const snapshot of before.live.values()) {
    const version = readSnapshot(snapshot)?.flowVersion;
    const flows = version === undefined || found.has(version) ? undefined : await archive.flows(version);
    if (version !== undefined && flows) found.set(version, flows);
  }
  return found;
}

/** Flow files that were refused reach those who watch. */
function joinEvents(engine: Engine, flows: FlowFolder): Signal<EngineEvent> {
  const events = new Signal<EngineEvent>();
  engine.events.on((event) => events.emit(event));
  flows.events.on((event) => {
    if (event.type === 'flows.loaded') return;
    for (const file of new Set(event.errors.map((error) => error.file))) {
      const errors = event.errors
        .filter((error) => error.file === file)
        .map(({ line, path, reason }) => `${file}:${line}: ${path}: ${reason}`);
      events.emit({ type: 'flow.refused', at: clock.now(), file, errors });
    }
  });
  return events;
}

function figures(journal: Journal, { pump, database }: Storage): Figures {
  const facts = journal.figures;
  const stored = pump.figures;
  return {
    facts_written_total: facts.written,
    facts_dropped_total: facts.dropped,
    facts_stored_total: stored.stored,
    facts_refused_total: stored.refused,
    fact_batches_total: stored.batches,
    fact_batch_failures_total: stored.failures,
    journal_octets: facts.octets,
    journal_failed_appends_total: facts.failedAppends,
    journal_unreadable_lines_total: stored.unreadable,
    database_connections: database.usage().total,
    database_waiting: database.usage().waiting,
  };
}

/** An address as it stands in a URL. */
function host(address: string): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}

function stopOnSignal(scope: Scope, log: Logger): void {
  const stop = (why: string): void => {
    if (scope.closed) return;
    log.info({ why }, 'engine stopping');
    scope.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'engine stopped badly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  onLauncherGone(() => stop('launcher gone'));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof YihaoError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
