/** Calls out by a trunk, and numbers that may not be called. */
import type { Test } from 'tap';
import type { DialResult, OwnCall } from '../../engine/desk.js';
import type { SipText } from '../peer/sip-text.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { calledThrough, withCarriers, type CarrierStand } from './carriers.js';
import {
  ask,
  attempt,
  conversations,
  hear,
  hz,
  recordOf,
  taken,
  talking,
  untilOver,
  untilState,
} from './desk.js';
import { callControlWith, type Rows } from './stand.js';

const number = '13900008888';
const forbidden = '16800001111';
const to = { kind: 'number', number } as const;

interface Dialled {
  readonly id: string;
  readonly first: PhoneCall;
  readonly called: PhoneCall;
}

/** The first agent dials: the agent's own phone is answered, then the carrier is called. */
async function dial(stand: CarrierStand): Promise<Dialled> {
  await ask(stand.first, { do: 'dial', to });
  const first = await taken(stand.first, hz.first);
  const called = await calledThrough(stand.carriers.first, number);
  const id = (await conversations(stand.product))[0]?.id ?? '';
  return { id, first, called };
}

/** What the call came to, in the record and among the agent's own calls. */
async function cameTo(t: Test, stand: CarrierStand, id: string, result: DialResult): Promise<void> {
  await untilOver(stand.product);
  const { call } = await recordOf(stand.product, id);
  t.match(call, { direction: 'outbound', outcome: 'unanswered', result, agent: '1001', called: number });
  t.equal((await ownCall(stand, id))?.result, result);
  t.equal((await stand.product.web.agent('1001'))?.state, 'signedOut', 'as before');
}

async function ownCall(stand: CarrierStand, id: string): Promise<OwnCall | undefined> {
  const { items } = (await stand.first.web.json('GET', '/api/me/calls')) as { items: readonly OwnCall[] };
  return items.find(({ call }) => call === id);
}

const refusals: Readonly<Record<DialResult, readonly [line: string, extra?: SipText['headers']][]>> = {
  busy: [['486 Busy Here'], ['600 Busy Everywhere']],
  noAnswer: [['480 Temporarily Unavailable']],
  rejected: [['603 Decline']],
  unknownNumber: [['404 Not Found'], ['484 Address Incomplete'], ['410 Gone']],
  switchedOff: [['480 Temporarily Unavailable', [['reason', 'Q.850;cause=20;text="Subscriber absent"']]]],
  forbidden: [],
  failed: [],
};

const refusalRows: Rows<CarrierStand> = Object.fromEntries(
  Object.entries(refusals).flatMap(([result, answers]) =>
    answers.map(([line, extra]) => [
      `the carrier answers ${line}${extra ? ' with cause 20' : ''}: ${result}, and no other trunk is tried`,
      async (t: Test, stand: CarrierStand) => {
        const { id, first, called } = await dial(stand);
        called.reject(line, extra);
        await first.untilEnded();
        await cameTo(t, stand, id, result as DialResult);
        t.equal(stand.carriers.second.untaken, 0);
      },
    ]),
  ),
);

const rows: Rows<CarrierStand> = {
  'answered: both talk; the agent has heard the carrier before; the record says how it went': async (
    t,
    stand,
  ) => {
    const { id, first, called } = await dial(stand);
    called.media.say(hz.second);
    called.early();
    await hear(t, 'early', { first }, { first: ['second'] });
    called.answer();
    await untilState(stand.product, 'talking');
    await hear(t, 'talking', { first, second: called }, { first: ['second'], second: ['first'] });
    called.hangup();
    await first.untilEnded();
    const { call, legs, recordings } = await recordOf(stand.product, id);
    t.match(call, { direction: 'outbound', outcome: 'answered', result: 'answered', agent: '1001' });
    t.equal(legs.length, 2);
    t.match(recordings, [{ state: 'complete' }]);
    t.match(await ownCall(stand, id), { result: 'answered', party: number });
  },

  ...refusalRows,

  'nobody picks up and the agent gives up: the carrier is cancelled, the result is noAnswer': async (
    t,
    stand,
  ) => {
    const { id, called } = await dial(stand);
    called.ring();
    await untilState(stand.product, 'dialling');
    await ask(stand.first, { do: 'hangUp' });
    await called.untilEnded();
    await cameTo(t, stand, id, 'noAnswer');
  },

  'the first trunk is overloaded: the next one carries the call': async (t, stand) => {
    const { first, called } = await dial(stand);
    called.reject('503 Service Unavailable');
    const second = await calledThrough(stand.carriers.second, number);
    second.answer();
    second.media.say(hz.second);
    await untilState(stand.product, 'talking');
    await hear(t, 'talking', { first, second }, { first: ['second'], second: ['first'] });
  },

  'no trunk carries it: failed': async (t, stand) => {
    const { id, called } = await dial(stand);
    called.reject('503 Service Unavailable');
    (await calledThrough(stand.carriers.second, number)).reject('503 Service Unavailable');
    await cameTo(t, stand, id, 'failed');
  },

  'a trunk that is full is passed over; with all full the call is refused': async (t, stand) => {
    await dial(stand);
    await ask(stand.second, { do: 'dial', to });
    await taken(stand.second, hz.second);
    await calledThrough(stand.carriers.second, number);
    t.equal(await attempt(stand.boss, { do: 'dial', to }), 'dial.impossible');
  },

  'the agent’s phone dials a number outside': async (t, stand) => {
    const first = await stand.first.phone.call(number);
    const called = await calledThrough(stand.carriers.first, number);
    called.ring();
    called.answer();
    called.media.say(hz.second);
    await first.untilAnswered();
    first.media.say(hz.first);
    await hear(t, 'talking', { first, second: called }, { first: ['second'], second: ['first'] });
  },

  'a forbidden number: refused to the desk with its reason, and to the phone; no carrier hears of it': async (
    t,
    stand,
  ) => {
    await forbid(t, stand);
    const away = { kind: 'number', number: forbidden } as const;
    const response = await stand.first.web.send('POST', '/api/control', { do: 'dial', to: away });
    t.equal(response.status, 403);
    t.match(await response.json(), { code: 'number.forbidden', message: /no paid numbers/ });
    const dialled = await stand.first.phone.call(forbidden);
    await dialled.untilEnded();
    t.equal(dialled.statuses.at(-1), 603);
    await untilOver(stand.product);
    const { caller, first } = await talking(stand.product, stand.first);
    for (const wish of ['transfer', 'consult'] as const)
      t.equal(await attempt(stand.first, { do: wish, to: away }), 'number.forbidden', wish);
    await hear(t, 'still', { caller, first }, { caller: ['first'], first: ['caller'] });
    t.equal(stand.carriers.first.untaken + stand.carriers.second.untaken, 0);
  },

  'a forbidden number as the target of the phone’s transfer (REFER): the agent gets the caller back': async (
    t,
    stand,
  ) => {
    await forbid(t, stand);
    const { caller, first } = await talking(stand.product, stand.first);
    first.refer(`sip:${forbidden}@yihao`);
    await first.untilEnded();
    const again = await taken(stand.first, hz.first);
    await hear(t, 'back', { caller, first: again }, { caller: ['first'], first: ['caller'] });
    t.equal(stand.carriers.first.untaken + stand.carriers.second.untaken, 0);
  },
};

async function forbid(t: Test, stand: CarrierStand): Promise<void> {
  const entry = { number: '168', match: 'prefix', agents: [], reason: 'no paid numbers' };
  const { web } = stand.product;
  const { id } = (await web.json('POST', '/api/forbidden', entry)) as { id: string };
  t.teardown(() => web.json('DELETE', `/api/forbidden/${id}`));
}

callControlWith(rows, withCarriers);
