/** The flows, and all that they use besides calls: prompts, other systems, what is known of callers. */
import { join, resolve } from 'node:path';
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/log.js';
import type { Random } from '../kernel/random.js';
import type { Scope } from '../kernel/scope.js';
import type { Settings } from '../kernel/settings-table.js';
import type { FlowServices } from './call/flow-services.js';
import { keptNames } from './flow-files/kept-names.js';
import { openFlows, type OpenFlows } from './flow-files/open-flows.js';
import { CallerDirectory } from './outside/caller-directory.js';
import { readFlowSecrets } from './outside/flow-secrets.js';
import { HttpAsker } from './outside/http-asker.js';
import { PromptLibrary } from './prompt/prompt-library.js';
import { ShippedPrompts } from './prompt/shipped-prompts.js';
import { findProgram } from './speech/espeak.js';
import type { Speech } from './speech/open-speech.js';
import type { ServiceView } from './desk.js';
import type { CurrentConfiguration } from './store/current-configuration.js';
import type { FlowTables } from './ivr/tables.js';
import type { Database } from './store/database.js';

export interface FlowSurroundingsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly scope: Scope;
  readonly settings: Settings;
  /** Of the product; absolute. */
  readonly root: string;
  /** The data folder, and the engine's own below it; absolute. */
  readonly data: string;
  readonly own: string;
  /** Folders of programs, as of PATH. */
  readonly path: string;
  readonly speech: Speech;
  /** Names of trunks that the switch was configured with. */
  readonly trunks: readonly string[];
  readonly current: CurrentConfiguration;
  readonly tables: FlowTables;
  readonly storage: FlowStorage;
}

/** The database, which may come later than calls. */
export interface FlowStorage {
  /** @throws YihaoError 'database.failed' before it was ready for the first time. */
  readonly database: () => Database;
  readonly isReady: () => boolean;
  readonly ready: Promise<void>;
}

export interface FlowSurroundings {
  readonly flows: OpenFlows;
  readonly prompts: PromptLibrary;
  /** Whom flows ask, and how they do. */
  readonly outside: () => readonly ServiceView[];
  readonly services: FlowServices;
}

export async function openFlowSurroundings(options: FlowSurroundingsOptions): Promise<FlowSurroundings> {
  const { clock, random, log, scope, settings, trunks, current, tables, storage } = options;
  const { synthesiser: speech, utterances } = options.speech;
  const { database } = storage;
  const prompts = new PromptLibrary({
    ...{ clock, speech, database, folder: join(options.data, 'prompts') },
    ffmpeg: await findProgram('ffmpeg', options.path),
    shipped: new ShippedPrompts(resolve(options.root, settings.flows, 'prompts')),
  });
  await prompts.open();
  const secrets = await readFlowSecrets(settings.flowSecrets);
  const asker = new HttpAsker({
    clock,
    privateHosts: settings.flowPrivateHosts,
    secret: (name, origin) => secrets.valueFor(name, origin),
  });
  scope.own(() => asker.close());
  const directory = new CallerDirectory({
    ...{ clock, tables },
    history: async (numbers) => {
      const { readHistory } = await import('./store/flow-reads.js');
      return readHistory(database().reports, numbers);
    },
  });
  const flows = await openFlows({
    ...{ clock, random, log: log.child({ part: 'flows' }), own: options.own, database },
    folder: resolve(options.root, settings.flows),
    can: {
      speak: speech !== undefined,
      recognises: (language) => utterances.recognises(language),
      // Trunks of the configuration come and go while this runs.
      get callOut() {
        return trunks.length > 0 || current.configuration.trunks.length > 0;
      },
    },
    keptPrompt: (language, id) => prompts.file(language, id) !== undefined,
    databaseReady: storage.ready,
    isDatabaseReady: storage.isReady,
    kept: () =>
      keptNames(current.configuration, {
        hasCalendar: (id) => tables.calendar(id) !== undefined,
        hasSecret: (name, origin) => secrets.has(name, origin),
      }),
  });
  return {
    ...{ flows, prompts },
    outside: () => [...asker.services(), ...options.speech.services()],
    services: {
      request: (ask, key) => asker.request(ask, key),
      lookup: (ask) => directory.lookup(ask),
      ears: {
        recognise: (ask) => utterances.recognise(ask),
        isSilent: (file) => utterances.isSilent(file),
        drop: (file) => utterances.drop(file),
      },
    },
  };
}
