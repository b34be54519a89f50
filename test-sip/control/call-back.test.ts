/** The caller need not stay on the telephone: a call back takes their place in the queue (ACD15). */
import { Scope } from '../../kernel/scope.js';
import type { OwnTasks, TaskRecord } from '../../engine/desk.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { holdsTone } from '../peer/tone.js';
import { pitchOf } from '../product/hotline-folder.js';
import { runSipp } from '../product/sipp.js';
import { calledThrough, withCarriers, type CarrierStand } from './carriers.js';
import { hear, hz, recordOf, taken, untilOver } from './desk.js';
import { callControlWith, type Rows } from './stand.js';

const key = '8';
const callers = { first: '13900000001', second: '13900000002', third: '13900000003' };

async function setKey({ product }: CarrierStand): Promise<void> {
  const { items } = (await product.web.json('GET', '/api/queues')) as {
    items: readonly { readonly id: string; readonly [name: string]: unknown }[];
  };
  const { id, ...settings } = items.find((queue) => queue.id === 'general') ?? { id: 'general' };
  const distribution = { callBackKey: key, keepPlaceSeconds: 600 };
  await product.web.json('PUT', `/api/queues/${id}`, { ...settings, distribution });
}

/** A caller who pressed the key for a person and waits. */
async function waiting({ product }: CarrierStand, number: string): Promise<PhoneCall> {
  const phone = await product.callerPhone(number);
  const call = await phone.call('12345');
  await call.untilAnswered();
  call.media.say(hz.caller);
  await product.untilStage(number, 'flow');
  let pressed = 0;
  await eventually(
    `${number} waits`,
    async () => {
      if (performance.now() - pressed > 1_000) {
        pressed = performance.now();
        call.media.press('0');
      }
      return (await product.stageOf(number)) === 'waiting';
    },
    15_000,
  );
  return call;
}

interface Waiting {
  readonly call: string;
  readonly caller: string;
  readonly position: number;
  readonly medium: string;
}

async function inQueue({ product }: CarrierStand): Promise<readonly Waiting[]> {
  const { queues } = (await product.web.json('GET', '/api/live')) as {
    queues: readonly { readonly id: string; readonly waiting: readonly Waiting[] }[];
  };
  return queues.find(({ id }) => id === 'general')?.waiting ?? [];
}

/** The agent is told of the task, and accepts it. */
async function acceptTask({ first }: CarrierStand): Promise<string> {
  let id = '';
  await eventually('a task is offered to the agent', async () => {
    const { items } = (await first.web.json('GET', '/api/me/tasks')) as OwnTasks;
    id = items.find(({ state }) => state === 'offered')?.id ?? '';
    return id !== '';
  });
  await first.web.json('POST', `/api/tasks/${id}/accept`);
  return id;
}

const rows: Rows<CarrierStand> = {
  'a caller hears of the key, presses it, hears that they will be called back, and the call ends': async (
    t,
    stand,
  ) => {
    const { product, first } = stand;
    await setKey(stand);
    await product.web.setAgent(first.id, { want: 'signIn' });
    const call = await waiting(stand, callers.third);
    for (const prompt of ['call-back-before', `digit-${key}`])
      await eventually(
        `${prompt} is heard`,
        () => holdsTone(call.media.heardSince(0), pitchOf(prompt)),
        15_000,
      );
    const from = call.media.packets;
    call.media.press(key);
    await eventually(
      'it is promised',
      () => holdsTone(call.media.heardSince(from), pitchOf('call-back-promised')),
      10_000,
    );
    await call.untilEnded();
    const id = await product.finished(callers.third);
    t.match(await recordOf(product, id), {
      call: { outcome: 'callBack', hungUpBy: 'system' },
      entries: [{ queue: 'general', outcome: 'callBack' }],
    });
    const [task] = await inQueue(stand);
    t.match(task, { medium: 'callBack', position: 1 });
    await product.web.json('DELETE', `/api/tasks/${task?.call ?? ''}`);
    t.same(await inQueue(stand), []);
  },

  'a caller of SIPp who waits and presses the key is called back before who came later, when an agent is free':
    async (t, stand) => {
      const { product, first, carriers } = stand;
      const scope = new Scope();
      t.teardown(() => scope.close());
      await product.web.setAgent(first.id, { want: 'signIn' });
      const sipp = runSipp(scope, product.sip, {
        scenario: 'caller',
        callers: [callers.first],
        keys: [
          { key: '0', atMs: 2_500 },
          { key, atMs: 14_000 },
        ],
      });
      await product.untilStage(callers.first, 'waiting');
      const behind = await waiting(stand, callers.second);
      t.same(
        (await inQueue(stand)).map(({ caller }) => caller),
        [callers.first, callers.second],
      );
      const { code, errors } = await sipp;
      t.equal(code, 0, `SIPp saw the call end: ${errors}`);
      const id = await product.finished(callers.first);
      t.match((await recordOf(product, id)).entries, [{ outcome: 'callBack' }]);
      t.match(await inQueue(stand), [
        { medium: 'callBack', position: 1 },
        { caller: callers.second, position: 2 },
      ]);

      await product.ready(first.id);
      const task = await acceptTask(stand);
      const agent = await taken(first, hz.first);
      const back = await calledThrough(carriers.first, callers.first);
      back.media.say(hz.second);
      back.answer();
      await hear(t, 'called back', { first: agent, second: back }, { first: ['second'], second: ['first'] });
      t.equal(await product.stageOf(callers.second), 'waiting', 'who came later waits still');
      agent.hangup();

      const next = await taken(first, hz.first);
      await hear(t, 'the next', { first: next, caller: behind }, { first: ['caller'], caller: ['first'] });
      next.hangup();
      await untilOver(product);
      await eventually('the task is in the database', async () => {
        const { items } = (await product.web.json('GET', '/api/tasks/finished')) as {
          items: readonly TaskRecord[];
        };
        const done = items.find((one) => one.id === task);
        if (!done) return false;
        t.match(done, { medium: 'callBack', number: callers.first, state: 'done', agent: first.id });
        t.match(done.data, { call: id });
        t.match(
          done.history.map(({ what }) => what),
          ['created', 'offered', 'accepted', 'done'],
        );
        return true;
      });
    },
};

callControlWith(rows, withCarriers);
