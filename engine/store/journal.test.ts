import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import t from 'tap';
import { sleep, systemClock } from '../../kernel/clock.js';
import { FakeClock } from '../../kernel/fake-clock.js';
import { silentLogger } from '../../kernel/log.js';
import { openDatabase, type Database } from './database.js';
import type { Fact } from './facts.js';
import { Journal, type JournalLimits } from './journal.js';
import { JournalPump } from './journal-pump.js';
import { postgresForTests } from './testing/database-for-test.js';

const log = silentLogger;
const clock = systemClock;
const limits: JournalLimits = { flushMs: 1, segmentOctets: 2_000, maxOctets: 1024 * 1024 };

const folders: string[] = [];
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'journal-'));
  folders.push(made);
  return made;
}

function pumpOf(journal: Journal, database: Database, inFolder: string): JournalPump {
  return new JournalPump(journal, database.main, { clock, log, refusedFile: join(inFolder, 'refused') });
}

const postgres = await postgresForTests(t);
t.teardown(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

/** All rows that facts make, in a comparable form. */
async function rowsOf(database: Database): Promise<unknown> {
  const { main } = database;
  return {
    calls: await main.selectFrom('calls').selectAll().orderBy('id').execute(),
    legs: await main.selectFrom('callLegs').selectAll().orderBy('id').execute(),
    events: await main.selectFrom('callEvents').selectAll().orderBy('call').orderBy('seq').execute(),
    entries: await main.selectFrom('queueEntries').selectAll().orderBy('id').execute(),
    recordings: await main.selectFrom('recordings').selectAll().orderBy('id').execute(),
    states: await main.selectFrom('agentStates').selectAll().orderBy('id').execute(),
    live: await main.selectFrom('live').selectAll().orderBy('id').execute(),
    memos: await main.selectFrom('memos').selectAll().orderBy('id').execute(),
  };
}

async function empty(database: Database): Promise<void> {
  await sql`truncate calls, call_legs, queue_entries, recordings, agent_states, call_events, live, memos,
    journal_positions`.execute(database.main);
}

const id = fc.constantFrom('a', 'b', 'c');
const at = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });
const text = fc.string({ unit: 'binary', maxLength: 20 });
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant('call' as const),
    id,
    set: fc.record(
      { startedAt: at, caller: text, cause: text, causeQ850: fc.nat(127) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    kind: fc.constant('leg' as const),
    id,
    set: fc.record({ call: id, answeredAt: at, quality: fc.constant({ lost: 1 }) }, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant('queueEntry' as const),
    id,
    set: fc.record({ call: id, leftAt: at, offers: fc.constant([]) }, { requiredKeys: [] }),
  }),
  fc.record({
    kind: fc.constant('recording' as const),
    id,
    set: fc.record(
      { call: id, durationMs: fc.nat(), state: fc.constant('complete' as const) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    ...{ kind: fc.constant('agentState' as const), id: fc.uuid(), agent: id, at, reason: text },
    ...{ state: fc.constant('ready'), by: fc.constant('system') },
  }),
  fc.record({ kind: fc.constant('live' as const), id, snapshot: fc.option(text, { nil: undefined }) }),
  fc.record({ kind: fc.constant('memo' as const), id, snapshot: text }),
);

/** A timeline's numbers count up within the call, as the engine writes them. */
function withEvents(facts: readonly Fact[]): Fact[] {
  return facts.flatMap((fact, seq): Fact[] =>
    fact.kind === 'call'
      ? [fact, { kind: 'callEvent', call: fact.id, seq, at: 0, type: 'x', data: {} }]
      : [fact],
  );
}

void t.test('killed and replayed at any point, the rows are those of an undisturbed run', async (t) => {
  const step = fc.record({
    facts: fc.array(anyFact, { maxLength: 12 }),
    then: fc.constantFrom('goOn', 'kill', 'tear', 'forgetPosition'),
  });
  const disturbed = await postgres.database();
  const calm = await postgres.database();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      await Promise.all([empty(disturbed), empty(calm)]);
      const place = await folder();
      let journal = await Journal.open(place, { clock, log, limits });
      let pump = pumpOf(journal, disturbed, place);
      pump.start();
      const all: Fact[] = [];
      for (const { facts, then } of steps) {
        const written = withEvents(facts).map((fact) =>
          fact.kind === 'callEvent' ? { ...fact, seq: fact.seq + all.length * 100 } : fact,
        );
        for (const fact of written) journal.write(fact);
        all.push(...written);
        await journal.flush();
        if (then === 'goOn') continue;
        // What a dead process holds is gone; the next one has the files and the database alone.
        await pump.stop();
        await journal.close();
        if (then === 'tear') {
          const newest =
            (await readdir(place))
              .filter((name) => name.endsWith('.jsonl'))
              .sort()
              .at(-1) ?? '';
          await appendFile(join(place, newest), '{"kind":"call","id":"a","se');
        }
        if (then === 'forgetPosition') await disturbed.main.deleteFrom('journalPositions').execute();
        journal = await Journal.open(place, { clock, log, limits });
        pump = pumpOf(journal, disturbed, place);
        pump.start();
      }
      await pump.drained();
      await pump.stop();

      const undisturbed = await folder();
      const once = await Journal.open(undisturbed, { clock, log, limits: { ...limits, segmentOctets: 1e6 } });
      for (const fact of all) once.write(fact);
      const oncePump = pumpOf(once, calm, undisturbed);
      oncePump.start();
      await oncePump.drained();
      await oncePump.stop();
      t.same(await rowsOf(disturbed), await rowsOf(calm));
      t.same([...journal.live].sort(), [...once.live].sort());
      t.same([...journal.memos].sort(), [...once.memos].sort());
      await Promise.all([journal.close(), once.close()]);
    }),
    { numRuns: 25 },
  );
});

void t.test(
  'the journal alone gives the snapshots back, also after the segments that held them are gone',
  async (t) => {
    const database = await postgres.database();
    const place = await folder();
    const first = await Journal.open(place, { clock, log, limits });
    first.write({ kind: 'live', id: 'kept', snapshot: 'state' });
    first.write({ kind: 'live', id: 'over', snapshot: 'state' });
    first.write({ kind: 'live', id: 'over', snapshot: undefined });
    first.write({ kind: 'memo', id: 'agents', snapshot: '[]' });
    const pump = pumpOf(first, database, place);
    pump.start();
    for (let round = 0; round < 10; round++) {
      for (let n = 0; n < 20; n++) first.write({ kind: 'call', id: `c${round}-${n}`, set: { caller: '1' } });
      await pump.drained();
    }
    await pump.stop();
    const segments = (await readdir(place)).filter((name) => name.endsWith('.jsonl'));
    t.notOk(
      segments.some((name) => name.startsWith('0000000001')),
      'the first segment is deleted',
    );
    const second = await Journal.open(place, { clock, log, limits });
    t.same([...second.live], [['kept', 'state']]);
    t.same([...second.memos], [['agents', '[]']]);
    await Promise.all([first.close(), second.close()]);
  },
);

void t.test(
  'what no database can hold is gone from the snapshots in memory as it is from the file',
  async (t) => {
    const place = await folder();
    const first = await Journal.open(place, { clock, log, limits });
    first.write({ kind: 'live', id: 'a', snapshot: '\0call \ud800' });
    first.write({ kind: 'memo', id: 'b', snapshot: 'agents\0' });
    t.same(
      [...first.live, ...first.memos],
      [
        ['a', 'call \ufffd'],
        ['b', 'agents'],
      ],
    );
    await first.close();
    const second = await Journal.open(place, { clock, log, limits });
    t.same([second.live, second.memos], [first.live, first.memos]);
    await second.close();
  },
);

void t.test('the database killed: facts wait in the journal, and all of them arrive', async (t) => {
  const database = await postgres.database();
  const place = await folder();
  const journal = await Journal.open(place, { clock, log, limits });
  const pump = pumpOf(journal, database, place);
  pump.start();
  for (let n = 0; n < 300; n++) {
    if (n === 100) postgres.server.kill();
    journal.write({ kind: 'callEvent', call: 'k', seq: n, at: n, type: 'x', data: { n } });
    await sleep(clock, 2);
  }
  // A drain hurries a try that may still fail; so until one finds the database.
  while (pump.figures.stored < 300) await pump.drained();
  // A connection that outlived the server's main process may have carried the last of them, and end only now.
  for (;;) {
    const answers = database.main.selectFrom('meta').select('key').execute();
    if (
      await answers.then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(clock, 50);
  }
  const rows = await database.main.selectFrom('callEvents').select('seq').orderBy('seq').execute();
  t.same(
    rows.map((row) => row.seq),
    Array.from({ length: 300 }, (_, n) => n),
  );
  await pump.stop();
  await journal.close();
});

void t.test('a fact that PostgreSQL refuses is set aside and counted, the others are stored', async (t) => {
  const database = await postgres.database();
  const place = await folder();
  const journal = await Journal.open(place, { clock, log, limits });
  const pump = pumpOf(journal, database, place);
  journal.write({ kind: 'call', id: 'before', set: { startedAt: 1 } });
  journal.write({ kind: 'call', id: 'wrong', set: { startedAt: 1e300 } });
  journal.write({ kind: 'call', id: 'after', set: { startedAt: 2 } });
  pump.start();
  await pump.drained();
  t.match(pump.figures, { stored: 2, refused: 1 });
  const calls = await database.main.selectFrom('calls').select('id').orderBy('id').execute();
  t.same(calls, [{ id: 'after' }, { id: 'before' }]);
  await pump.stop();
  await journal.close();
});

void t.test('at the bound timelines are dropped first, then everything; both are counted', async (t) => {
  const place = await folder();
  const journal = await Journal.open(place, { clock, log, limits: { ...limits, maxOctets: 1_000 } });
  const event: Fact = {
    kind: 'callEvent',
    call: 'c',
    seq: 1,
    at: 1,
    type: 'x',
    data: { text: 'x'.repeat(900) },
  };
  journal.write(event);
  t.equal(journal.figures.dropped, 0);
  journal.write(event);
  t.equal(journal.figures.dropped, 1, 'a timeline line above nine tenths');
  journal.write({ kind: 'call', id: 'c', set: { cause: 'NORMAL_CLEARING' } });
  t.equal(journal.figures.dropped, 1, 'a call still has room');
  journal.write({ kind: 'call', id: 'd', set: { cause: 'NORMAL_CLEARING' } });
  t.equal(journal.figures.dropped, 2, 'at the bound nothing has');
  await journal.close();
});

void t.test('a segment that cannot be begun costs no fact, and writes none twice', async (t) => {
  const place = await folder();
  const journal = await Journal.open(place, { clock, log, limits: { ...limits, segmentOctets: 100 } });
  const inTheWay = join(place, '0000000002.facts.jsonl');
  await mkdir(inTheWay);
  const written: Fact[] = Array.from({ length: 5 }, (_, n) => ({
    ...{ kind: 'callEvent', call: 'c', seq: n, at: 1, type: 'x', data: {} },
  }));
  for (const fact of written) {
    journal.write(fact);
    await journal.flush();
  }
  const lines = (await readFile(join(place, '0000000001.facts.jsonl'), 'utf8')).trimEnd().split('\n');
  t.equal(lines.length, written.length);
  t.equal(journal.figures.failedAppends, 0);
  await rmdir(inTheWay);
  journal.write({ kind: 'live', id: 'kept', snapshot: 'state' });
  await journal.flush();
  t.match(await readFile(inTheWay, 'utf8'), /kept/, 'the next append begins it');
  await journal.close();
});

void t.test('who waits for a database that is away does not make tries follow each other', async (t) => {
  const place = await folder();
  const journal = await Journal.open(place, { clock, log, limits });
  const nowhere = openDatabase('postgres://127.0.0.1:1/none', log);
  const deps = { clock: new FakeClock(), log, refusedFile: join(place, 'refused') };
  const pump = new JournalPump(journal, nowhere.main, deps);
  journal.write({ kind: 'call', id: 'a', set: { caller: '1' } });
  pump.start();
  const drained = pump.drained();
  while (pump.figures.failures === 0) await sleep(clock, 5);
  await sleep(clock, 100);
  t.ok(pump.figures.failures <= 2, 'the clock stands still, and so do the tries');
  await pump.stop();
  await drained;
  await journal.close();
  await nowhere.close();
});
