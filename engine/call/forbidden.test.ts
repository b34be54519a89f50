import t, { type Test } from 'tap';
import { agentOf, configuration, Hall } from './testing/hall.js';
import { forbiddenBy } from './dial-plan.js';
import type { ForbiddenNumber } from '../desk.js';

const prefix = (number: string): ForbiddenNumber => ({
  ...{ id: number, number, match: 'prefix', agents: [], reason: 'no' },
});
const exact = (number: string): ForbiddenNumber => ({ ...prefix(number), match: 'exact' });
const isForbidden = (number: string, ...list: readonly ForbiddenNumber[]): boolean =>
  forbiddenBy(number, '1001', list) !== undefined;

t.test('a number is forbidden however it is written', (t) => {
  for (const number of ['0049 30 1', '+49 30 1', '(00) 4930-1', '+0049301', '00 49'])
    t.ok(isForbidden(number, prefix('00')), number);
  for (const number of ['+49301', '0049301']) t.ok(isForbidden(number, prefix('+49')), number);
  for (const number of ['168123', '+86168123', '0086 168 123', '+168123'])
    t.ok(isForbidden(number, prefix('168')), number);
  for (const number of ['010123', '+8610123', '008610123'])
    t.ok(isForbidden(number, exact('010123')), number);
  for (const number of ['13800001111', '10010', '02112345678'])
    t.notOk(isForbidden(number, prefix('00')), number);
  t.notOk(isForbidden('+8613800001111', exact('13800001112')));
  t.end();
});

/** A caller who talks to 1001. */
async function talking(test: Test): Promise<Hall> {
  const hall = new Hall({
    ...configuration,
    agents: [agentOf('1001')],
    forbidden: [prefix('00')],
  });
  test.teardown(() => hall.close());
  await hall.settle();
  hall.ready('1001');
  hall.switch.arrive('caller', '12345');
  await hall.settle();
  hall.switch.finish('caller', '1');
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  hall.switch.finish('caller');
  await hall.settle();
  return hall;
}

const called = (hall: Hall): (string | undefined)[] =>
  hall.switch.legs.map(({ uuid }) => hall.switch.called(uuid));

t.test('a phone that sends the caller to a forbidden number by itself gets the caller back', async (t) => {
  const hall = await talking(t);
  hall.switch.refer('caller', '+49301');
  await hall.settle();
  t.same(called(hall), ['12345', '1001'], 'nobody outside is called');
  t.ok(hall.facts.timeline.some(({ type }) => type === 'transfer.refused'));
});

t.test('somebody outside sends nobody anywhere at our cost', async (t) => {
  const hall = await talking(t);
  await hall.engine.control('1001', { do: 'transfer', to: { kind: 'number', number: '13800002222' } });
  await hall.settle();
  hall.switch.pickUp(hall.ringing() ?? '');
  await hall.settle();
  t.same(called(hall), ['12345', 'first/13800002222']);
  hall.switch.refer('caller', '16812345');
  await hall.settle();
  t.same(called(hall), ['12345']);
  t.equal(hall.engine.calls()[0]?.stage, 'survey');
});
