import t from 'tap';
import { FakeClock } from '../../kernel/fake-clock.js';
import { noTables, type FlowTables, type ListEntry } from '../ivr/tables.js';
import type { CallerHistory } from '../store/flow-reads.js';
import { CallerDirectory } from './caller-directory.js';

const nobody: CallerHistory = { calls: 0, lastAgent: null, lastQueue: null, lastCallAt: null };
const seen: CallerHistory = { calls: 3, lastAgent: '1001', lastQueue: 'general', lastCallAt: 0 };
const important: ListEntry = {
  ...{ id: 'x', list: 'important', number: '138', match: 'prefix', name: '市领导', level: 9, warning: '' },
};

function directory(
  history: (numbers: readonly string[]) => Promise<CallerHistory>,
  tables: Partial<FlowTables> = {},
) {
  const clock = new FakeClock();
  const callers = new CallerDirectory({ clock, tables: { ...noTables, ...tables }, history });
  return { clock, look: (number: string) => callers.lookup({ do: 'lookup', number, timeoutMs: 1000 }) };
}

t.test('calls of before are found whatever form the carrier writes the number in', async (t) => {
  let asked: readonly string[] = [];
  const { look } = directory((numbers) => {
    asked = numbers;
    return Promise.resolve(seen);
  });
  t.same(await look('+8613800138000'), {
    known: true,
    values: { calls: '3', lastAgent: '1001', lastQueue: 'general', lastCallAt: '1970-01-01T00:00:00.000Z' },
  });
  for (const form of ['13800138000', '013800138000', '+8613800138000']) t.ok(asked.includes(form), form);
});

t.test('who never called is unknown, unless on the list; a withheld number always', async (t) => {
  t.same(await directory(() => Promise.resolve(nobody)).look('13800138000'), {
    known: false,
    why: 'unknown',
  });
  const listed = directory(() => Promise.resolve(nobody), { listed: () => important, region: () => '北京' });
  t.match(await listed.look('13800138000'), {
    known: true,
    values: { name: '市领导', level: '9', region: '北京' },
  });
  t.same(await listed.look(''), { known: false, why: 'unknown' });
});

t.test(
  'a database that is away or slow is a failure; what the list knows is told all the same',
  async (t) => {
    t.same(await directory(() => Promise.reject(new Error('away'))).look('1'), {
      known: false,
      why: 'failed',
    });
    const slow = directory(() => new Promise(() => undefined), { listed: () => important });
    const answer = slow.look('13800138000');
    slow.clock.advance(1000);
    t.same(await answer, { known: true, values: { name: '市领导', level: '9' } });
  },
);
