/** Everything that decides which flows calls get, put together. */
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { Random } from '../../kernel/random.js';
import type { Abilities, Kept } from '../ivr/check.js';
import type { Language } from '../ivr/flow.js';
import type { Database } from '../store/database.js';
import type { Releases } from './canary.js';
import { FlowArchive } from './flow-archive.js';
import { FlowFolder } from './flow-folder.js';
import { FlowReleases } from './flow-releases.js';
import { TestCalls } from './test-calls.js';

export interface OpenFlowsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Flow files with their prompts; absolute. */
  readonly folder: string;
  /** Where the engine keeps its own files; absolute. */
  readonly own: string;
  readonly can: Abilities;
  readonly keptPrompt: (language: Language, id: string) => boolean;
  readonly database: () => Database;
  /** Resolves when the database can be used for the first time. */
  readonly databaseReady: Promise<void>;
  readonly isDatabaseReady: () => boolean;
  readonly kept: () => Kept;
}

export interface OpenFlows {
  readonly archive: FlowArchive;
  readonly folder: FlowFolder;
  readonly releases: FlowReleases;
  readonly testCalls: TestCalls;
  /** From now on whatever comes into force is handed over. */
  handTo(take: (releases: Releases) => void): void;
}

export async function openFlows(options: OpenFlowsOptions): Promise<OpenFlows> {
  const { clock, random, log, own, can, keptPrompt, database, kept } = options;
  const archive = new FlowArchive(join(own, 'flows'), clock);
  const folder = new FlowFolder(options.folder, { clock, log, can, keptPrompt, archive });
  await folder.start();
  let take: (releases: Releases) => void = () => undefined;
  const releases = new FlowReleases({
    ...{ folder, archive, clock, log, database, kept },
    file: join(own, 'flow-releases.json'),
    apply: (current) => take(current),
  });
  await releases.restore();
  const adopt = (): Promise<void> =>
    releases.adopt().catch((error: unknown) => {
      log.error({ err: error }, 'what was published could not be read; the flows of before stay in force');
    });
  if (options.isDatabaseReady()) await adopt();
  else void options.databaseReady.then(adopt);
  folder.events.on((event) => {
    if (event.type !== 'flows.loaded') return;
    releases.folderChanged().catch((error: unknown) => {
      log.error({ err: error }, 'changed flow files could not be taken');
    });
  });
  return {
    ...{ archive, folder, releases, testCalls: new TestCalls(clock, random) },
    handTo: (to) => {
      take = to;
    },
  };
}
