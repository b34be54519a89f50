import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { systemClock } from '../../../kernel/clock.js';
import { silentLogger } from '../../../kernel/log.js';
import { systemRandom } from '../../../kernel/random.js';
import { FlowArchive } from '../../flow-files/flow-archive.js';
import { FlowFolder } from '../../flow-files/flow-folder.js';
import { FlowReleases } from '../../flow-files/flow-releases.js';
import { keptNames } from '../../flow-files/kept-names.js';
import { TestCalls } from '../../flow-files/test-calls.js';
import { CurrentConfiguration } from '../../store/current-configuration.js';
import { PromptLibrary } from '../../prompt/prompt-library.js';
import { PromptSounds } from '../../prompt/prompt-sounds.js';
import { ShippedPrompts } from '../../prompt/shipped-prompts.js';
import { EspeakVoice } from '../../speech/espeak.js';
import { SpeechFiles } from '../../speech/speech-files.js';
import { CurrentTables } from '../../store/current-tables.js';
import { DatabaseLink } from '../../store/database-link.js';
import type { Database } from '../../store/database.js';
import { createUser, type User } from '../../store/people.js';
import { Trials } from '../../trial/trials.js';
import type { TestPostgres } from '../../store/testing/database-for-test.js';
import { sessionCookie } from '../access.js';
import type { ApiDeps, FlowFiles } from '../deps.js';
import { hashPassword } from '../password.js';
import { buildApi } from '../server.js';
import type { FakeEngine } from './fake-engine.js';

export interface TestApi {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly folder: string;
  readonly current: CurrentConfiguration;
  readonly releases: FlowReleases;
  readonly testCalls: TestCalls;
  readonly tables: CurrentTables;
  readonly prompts: PromptLibrary;
  /** As a restarted engine opens them. */
  reopenReleases(): ReturnType<typeof flowsForTest>;
  /** Makes a user and signs it in. @returns headers that carry the session. */
  signedIn(user: Pick<User, 'name' | 'role'> & Partial<User>): Promise<{ cookie: string }>;
}

export const testPassword = 'correct horse battery';
export const testSecret = 'switch secret';

const noFlows: FlowFiles = { check: () => Promise.resolve([]), reload: () => Promise.resolve() };

/** The flows of the repository, and what is published over them. */
export function flowsForTest(
  folder: string,
  current: CurrentConfiguration,
  link: DatabaseLink,
): Pick<ApiDeps, 'releases' | 'testCalls' | 'tables' | 'prompts' | 'sounds' | 'flowServices'> & {
  readonly folder: FlowFolder;
} {
  const archive = new FlowArchive(join(folder, 'flows'), systemClock);
  const files = new FlowFolder('ivr-flows', { clock: systemClock, log: silentLogger, archive });
  const tables = new CurrentTables(join(folder, 'tables.json'));
  const releases = new FlowReleases({
    ...{ folder: files, archive, clock: systemClock, log: silentLogger },
    database: () => link.use(),
    kept: () =>
      keptNames(current.configuration, {
        hasCalendar: (id) => tables.calendar(id) !== undefined,
        hasSecret: () => false,
      }),
    file: join(folder, 'releases.json'),
    apply: () => undefined,
  });
  const testCalls = new TestCalls(systemClock, systemRandom);
  const speech = new SpeechFiles({
    voices: [new EspeakVoice({ program: '/usr/bin/espeak-ng', clock: systemClock })],
    ...{ folder: join(folder, 'speech'), clock: systemClock },
  });
  const prompts = new PromptLibrary({
    ...{ clock: systemClock, folder: join(folder, 'prompts'), database: () => link.use() },
    ...{ ffmpeg: '/usr/bin/ffmpeg', shipped: new ShippedPrompts(resolve('ivr-flows/prompts')) },
    speech,
  });
  const sounds = new PromptSounds({
    folder: resolve('ivr-flows', 'prompts'),
    kept: (language, id) => prompts.file(language, id),
    speech,
  });
  return { releases, testCalls, tables, prompts, sounds, flowServices: () => [], folder: files };
}

/** The HTTP interface on a real database; only the engine behind it is not one. */
export async function apiForTest(
  t: Test,
  postgres: TestPostgres,
  engine: FakeEngine,
  flows = noFlows,
  sipSocketUrl = 'ws://127.0.0.1:9',
  settings: Partial<Pick<ApiDeps, 'softphoneFolder' | 'embedOrigins' | 'callerPage'>> = {},
): Promise<TestApi> {
  const database = await postgres.database();
  const folder = await mkdtemp(join(tmpdir(), 'api-'));
  // The test's database is closed with its server, so the link gets one that it may not close.
  const link = new DatabaseLink({ ...database, close: () => Promise.resolve() }, systemClock, silentLogger);
  const current = new CurrentConfiguration(join(folder, 'configuration.json'));
  await link.connect(() => current.reload(database.main));
  const { folder: flowFolder, ...folders } = flowsForTest(folder, current, link);
  await flowFolder.start();
  const trials = new Trials({ clock: systemClock, databaseUrl: postgres.urlOf(database) });
  const app = await buildApi({
    ...folders,
    ...{
      engine,
      events: engine.events,
      flows,
      link,
      trials,
      current,
      clock: systemClock,
      random: systemRandom,
      log: silentLogger,
    },
    ...{ sipDomain: 'yihao', switchSecret: testSecret, dataFolder: folder, sipSocketUrl },
    softphoneFolder: join(folder, 'softphone'),
    ...{ embedOrigins: [], callerPage: false },
    ...settings,
    figures: () => ({ facts_written_total: 1 }),
  });
  const stop = current.changed.on((configuration) => engine.configure(configuration));
  t.teardown(async () => {
    stop();
    await app.close();
    await trials.close();
    await link.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    prompts: folders.prompts,
    ...{
      app,
      database,
      folder,
      current,
      releases: folders.releases,
      testCalls: folders.testCalls,
      tables: folders.tables,
    },
    reopenReleases: () => flowsForTest(folder, current, link),
    async signedIn({ name, role, agent = null, mustChangePassword = false }) {
      const passwordHash = await hashPassword(testPassword);
      await createUser(database.main, { name, role, agent, mustChangePassword, passwordHash });
      const answer = await app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { name, password: testPassword },
      });
      const cookie = answer.cookies.find((one) => one.name === sessionCookie);
      return { cookie: `${sessionCookie}=${cookie?.value ?? ''}` };
    },
  };
}
