import t, { type Test } from 'tap';
import type { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { Phone } from '../peer/phone.js';
import { holdsTone } from '../peer/tone.js';
import { pitchOf } from '../product/hotline-folder.js';
import type { ProductOptions } from '../product/product.js';
import { findFreeSwitch, noFreeSwitch } from '../switch/freeswitch.js';
import { inHall, type Hall } from './hall.js';

/** Node's `ringMs`. */
const ringMs = 6_000;
/** More than 64*T1 of them, at `ringMs` each. */
const mostTries = 10;
const outsideNumber = '02155550123';

/** What the caller hears once the node was left: a prompt each, so that its pitch tells which route was taken. */
const afterwards = { ended: 'survey-thanks', busy: 'wrong-key', noAnswer: 'no-input', failed: 'goodbye' };

/** A flow that calls one party, and says how that ended. */
function flowOf(name: string, party: string): string {
  const routes = Object.keys(afterwards).map((route) => `    ${route}: ${route}`);
  const ends = Object.entries(afterwards).map(
    ([route, prompt]) => `  ${route}: { kind: play, prompts: [${prompt}], next: end }`,
  );
  return [
    `flow: ${name}`,
    `title: ${name}`,
    'language: zh-CN',
    'timeZone: Asia/Shanghai',
    'start: welcome',
    'nodes:',
    '  welcome: { kind: play, prompts: [welcome], next: party }',
    '  party:',
    ...party.split('\n').map((line) => `    ${line}`),
    `    ringMs: ${ringMs}`,
    ...routes,
    ...ends,
    '',
  ].join('\n');
}

const flows = {
  'outside.yaml': flowOf('outside', `kind: external\nnumber: '${outsideNumber}'`),
  'desk.yaml': flowOf('desk', `kind: agent\nagent: '1002'`),
};
/** Number to call for each flow. */
const numbers = { outside: '96001', desk: '96002' };

class Carriers {
  readonly first: Phone;
  readonly second: Phone;

  private constructor(first: Phone, second: Phone) {
    this.first = first;
    this.second = second;
  }

  static async open(scope: Scope): Promise<Carriers> {
    const open = async (user: string): Promise<Phone> => {
      const nowhere = { address: '127.0.0.1', port: 9 };
      const phone = await Phone.open(nowhere, { user, password: '', domain: 'carrier' });
      scope.own(() => phone.close());
      return phone;
    };
    return new Carriers(await open('first'), await open('second'));
  }

  get ports(): Record<string, number> {
    return { first: this.first.wire.port, second: this.second.wire.port };
  }
}

async function calls(hall: Hall, number: string, flow: keyof typeof numbers): Promise<PhoneCall> {
  const { product } = hall;
  const settings = { name: flow, flow, language: 'zh-CN' };
  await product.web.json('PUT', `/api/numbers/${numbers[flow]}`, settings);
  return hall.caller(number, { dials: numbers[flow] });
}

async function routeTaken(call: PhoneCall, route: keyof typeof afterwards): Promise<void> {
  const heard = (): Float32Array => call.media.heardSince(0);
  await eventually(`the route ${route}`, () => holdsTone(heard(), pitchOf(afterwards[route])), 20_000);
}

async function talksWith(hall: Hall, call: PhoneCall, carrier: Phone): Promise<PhoneCall> {
  const called = await carrier.incoming(15_000);
  called.ring();
  await hall.talk(call, called);
  return called;
}

/** Calls again while nobody rings: over UDP the embedded switch knows after 64*T1 only that nothing listens. */
async function callsUntilCalled(
  hall: Hall,
  number: string,
  carrier: Phone,
): Promise<readonly [caller: PhoneCall, called: PhoneCall]> {
  for (let tries = 0; tries < mostTries; tries++) {
    const caller = await calls(hall, number, 'outside');
    const called = await carrier.incoming(ringMs).catch(() => undefined);
    if (called) return [caller, called];
    caller.hangup();
    await hall.product.finished(number);
  }
  throw new Error(`${carrier.account.user} was not called in ${mostTries} calls`);
}

function namedParties(on: ProductOptions['on']): void {
  let opened: Carriers | undefined;
  const carriers = (): Carriers => {
    if (!opened) throw new Error('the carriers are not there');
    return opened;
  };
  const tests: Record<string, (t: Test, hall: Hall) => Promise<void>> = {
    'a number outside is called through the first trunk; both talk, and the flow goes on after': async (
      t,
      hall,
    ) => {
      const call = await calls(hall, '13800000001', 'outside');
      const called = await talksWith(hall, call, carriers().first);
      t.match(called.invite?.start, new RegExp(`^INVITE sip:${outsideNumber}@127\\.0\\.0\\.1`));
      t.match(called.inviteField('from'), '13800000001');
      called.hangup();
      await routeTaken(call, 'ended');
      const { call: row, legs } = await hall.product.web.call(await hall.product.finished('13800000001'));
      t.match(row, { outcome: 'answered', agent: null });
      t.equal(legs.length, 2);
      t.equal(carriers().second.untaken, 0);
    },

    'the caller who hangs up while talking to a number outside ends that leg too': async (t, hall) => {
      const call = await calls(hall, '13800000002', 'outside');
      const called = await talksWith(hall, call, carriers().first);
      call.hangup();
      await called.untilEnded();
      const { call: row } = await hall.product.web.call(await hall.product.finished('13800000002'));
      t.match(row, { outcome: 'answered', hungUpBy: 'caller' });
    },

    'a number outside that is busy takes the busy route, and no other trunk is tried': async (t, hall) => {
      const call = await calls(hall, '13800000003', 'outside');
      (await carriers().first.incoming(15_000)).reject('486 Busy Here');
      await routeTaken(call, 'busy');
      await hall.product.finished('13800000003');
      t.equal(carriers().second.untaken, 0);
    },

    'a number outside that does not answer is cancelled and takes the route for that': async (t, hall) => {
      const call = await calls(hall, '13800000004', 'outside');
      const called = await carriers().first.incoming(15_000);
      called.ring();
      await called.untilEnded(ringMs + 5_000);
      await routeTaken(call, 'noAnswer');
      await hall.product.finished('13800000004');
      t.equal(carriers().second.untaken, 0);
    },

    'a trunk that is overloaded is followed by the next': async (t, hall) => {
      const call = await calls(hall, '13800000005', 'outside');
      (await carriers().first.incoming(15_000)).reject('503 Service Unavailable');
      const called = await talksWith(hall, call, carriers().second);
      called.hangup();
      await routeTaken(call, 'ended');
      const { call: row } = await hall.product.web.call(await hall.product.finished('13800000005'));
      t.match(row, { outcome: 'answered' });
    },

    'both trunks overloaded: the route for failure': async (t, hall) => {
      const call = await calls(hall, '13800000006', 'outside');
      (await carriers().first.incoming(15_000)).reject('503 Service Unavailable');
      (await carriers().second.incoming(15_000)).reject('503 Service Unavailable');
      await routeTaken(call, 'failed');
      const { call: row } = await hall.product.web.call(await hall.product.finished('13800000006'));
      t.not(row['outcome'], 'answered');
    },

    'the agent whom the flow names is rung, talks, and is free again': async (t, hall) => {
      const { product } = hall;
      const [phone, other] = [await hall.agent('1002'), await hall.agent('1003')];
      await product.ready('1002', '1003');
      const call = await calls(hall, '13800000007', 'desk');
      const offered = await phone.incoming();
      await hall.talk(call, offered);
      t.equal((await product.web.agent('1002'))?.state, 'talking');
      offered.hangup();
      await routeTaken(call, 'ended');
      const { call: row } = await product.web.call(await product.finished('13800000007'));
      t.match(row, { outcome: 'answered', agent: '1002' });
      await product.untilAgent('1002', 'ready');
      t.equal(other.untaken, 0);
    },

    'an agent who is not ready is not rung: the busy route': async (t, hall) => {
      const { product } = hall;
      const phone = await hall.agent('1002');
      await hall.agent('1003');
      await product.web.setAgent('1002', { want: 'signIn' });
      await product.ready('1003');
      const call = await calls(hall, '13800000008', 'desk');
      await routeTaken(call, 'busy');
      await product.finished('13800000008');
      t.equal(phone.calls.length, 0);
    },

    // The last one: from here on the first carrier is gone.
    'calls go through the next trunk once the first is known to be gone': async (t, hall) => {
      carriers().first.close();
      const [call, called] = await callsUntilCalled(hall, '13800000009', carriers().second);
      await hall.talk(call, called);
      called.hangup();
      await routeTaken(call, 'ended');
      const { call: row } = await hall.product.web.call(await hall.product.finished('13800000009'));
      t.match(row, { outcome: 'answered' });
    },
  };
  inHall(
    Object.fromEntries(Object.entries(tests).map(([title, test]) => [`${on}: ${title}`, test])),
    on,
    async (scope) => {
      opened = await Carriers.open(scope);
      return { flows, trunks: opened.ports };
    },
  );
}

namedParties('embedded');
if (findFreeSwitch() === undefined) t.test('freeswitch', { skip: noFreeSwitch }, async () => undefined);
else namedParties('freeswitch');
