import t from 'tap';
import { Bridge } from '../bridge.js';
import type { Channel } from '../channel.js';
import { answer } from '../answering.js';
import { settle, testBoard } from '../test-board.js';

async function watched(variables: Readonly<Record<string, string>> = {}) {
  const lab = testBoard();
  const [target, boss] = [await lab.inbound(), await lab.inbound()];
  for (const { channel } of [target, boss]) answer(channel);
  for (const [name, value] of Object.entries(variables)) boss.channel.variables.set(name, value);
  let over = false;
  const done = lab.run(boss.channel, 'eavesdrop', target.channel.uuid).then((response) => {
    over = true;
    return response;
  });
  await settle();
  return { lab, target, boss, done, isOver: () => over, asked: () => boss.leg.asked };
}

t.test('keys change the mode; * ends it; what ends leaves the leg alone', async (t) => {
  const { boss, target, done, asked } = await watched();
  const id = target.leg.id;
  boss.leg.press('2317');
  boss.leg.press('0');
  t.same(asked(), [
    `watch ${id}`,
    `watch ${id} heard`,
    `watch ${id} said heard`,
    `watch ${id} said`,
    `watch ${id}`,
  ]);
  boss.leg.press('*');
  t.equal(await done, '_none_');
  t.equal(asked().at(-1), 'unbridge');
  t.ok(boss.channel.up && target.channel.up);
  t.equal(boss.channel.digits.size, 0, 'keys are its own, with meaning or without');
});

t.test('variables begin with a whisper; with keys off only a break ends it', async (t) => {
  const { boss, target, done, isOver, asked } = await watched({
    eavesdrop_whisper_bleg: 'true',
    eavesdrop_enable_dtmf: 'false',
  });
  boss.leg.press('3*');
  await settle();
  t.same(asked(), [`watch ${target.leg.id} heard`]);
  t.notOk(isOver());
  boss.channel.applications.break(false);
  t.equal(await done, '_none_');
});

t.test('with keys off commands change the mode and end it', async (t) => {
  const { boss, target, done, asked } = await watched({ eavesdrop_enable_dtmf: 'false' });
  const id = target.leg.id;
  for (const command of ['2', '7', '3']) boss.channel.tellEavesdrop(command);
  t.same(asked(), [`watch ${id}`, `watch ${id} heard`, `watch ${id} said heard`]);
  boss.channel.tellEavesdrop('*');
  t.equal(await done, '_none_');
});

t.test('a command that comes while it waits for its turn is taken when it begins', async (t) => {
  const lab = testBoard();
  const [target, boss] = [await lab.inbound(), await lab.inbound()];
  for (const { channel } of [target, boss]) answer(channel);
  const id = target.leg.id;
  boss.channel.tellEavesdrop('3');
  void lab.run(boss.channel, 'sleep', '100');
  const done = lab.run(boss.channel, 'eavesdrop', target.channel.uuid);
  void lab.run(boss.channel, 'eavesdrop', target.channel.uuid);
  for (const command of ['2', '*', '1']) boss.channel.tellEavesdrop(command);
  lab.clock.advance(100);
  t.equal(await done, '_none_');
  await settle();
  const first = [`watch ${id}`, `watch ${id} heard`, 'unbridge'];
  t.same(boss.leg.asked.slice(-5), [...first, `watch ${id}`, `watch ${id} said`], 'none from before');
});

t.test('it ends with the watched leg, and with the watching one', async (t) => {
  const first = await watched();
  first.target.channel.hangup('NORMAL_CLEARING');
  t.equal(await first.done, '_none_');
  t.ok(first.boss.channel.up);
  const second = await watched();
  second.boss.channel.hangup('NORMAL_CLEARING');
  t.equal(await second.done, '_none_');
  t.ok(second.target.channel.up);
});

t.test('a leg that is not there, the leg itself, or one without media: done at once', async (t) => {
  const { lab, boss } = await watched();
  boss.channel.applications.break(true);
  await settle();
  for (const target of ['', 'nobody', boss.channel.uuid])
    t.equal(await lab.run(boss.channel, 'eavesdrop', target), '_none_');
});

t.test('who watches leaves the bridge that they were in', async (t) => {
  const lab = testBoard();
  const [a, b, target] = await Promise.all([lab.inbound(), lab.inbound(), lab.inbound()]);
  for (const { channel } of [a, b, target]) answer(channel);
  const left: Channel = b.channel;
  left.variables.set('park_after_bridge', 'true');
  Bridge.connect(a.channel, b.channel);
  void lab.run(a.channel, 'eavesdrop', target.channel.uuid);
  await settle();
  t.equal(a.channel.bridge, undefined);
  t.equal(left.state, 'CS_PARK');
});
