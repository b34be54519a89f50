import t from 'tap';
import { Signal } from '../../kernel/signal.js';
import type { InviteOptions, SipCall, SipCallEvent, SipEndpoint } from './call.js';
import { FailoverCall } from './failover-call.js';

const at = (address: string): SipEndpoint => ({ protocol: 'udp', address, port: 5060 });
const ended = (status: number): SipCallEvent => ({
  ...{ type: 'ended', by: 'remote', status, reason: '', headers: [] },
});

/** One try, which does nothing but tell what it is told to. */
function attempt(options: InviteOptions): SipCall & { readonly events: Signal<SipCallEvent> } {
  const nothing = (): void => undefined;
  const party = { display: '', uri: '', user: '', host: '' };
  return {
    info: {
      ...{
        callId: '1',
        direction: 'outbound',
        from: party,
        to: party,
        destination: '1',
        requestUri: '',
        headers: [],
      },
      remote: options.route ?? at('192.0.2.9'),
    },
    events: new Signal<SipCallEvent>(),
    ...{ progress: nothing, answer: nothing, reject: nothing, hangup: nothing, reinvite: nothing },
    ...{ respondToOffer: nothing, sendInfo: nothing, notifyReferral: nothing },
  };
}

function dial() {
  const tries: { readonly to: string; readonly call: ReturnType<typeof attempt> }[] = [];
  const invite = (options: InviteOptions) => {
    const call = attempt(options);
    tries.push({ to: options.route?.address ?? '', call });
    return call;
  };
  const options = { target: 'sip:1@carrier', from: { display: '', user: '2' } };
  const call = new FailoverCall(invite, options, [at('192.0.2.1'), at('192.0.2.2')], (error) => {
    throw error;
  });
  const events: SipCallEvent[] = [];
  call.events.on((event) => events.push(event));
  return { tries, call, events };
}

for (const status of [408, 503])
  t.test(`RFC 3263 4.3: after ${status} the next address is tried, and the last one's word counts`, (t) => {
    const { tries, call, events } = dial();
    tries[0]?.call.events.emit(ended(status));
    t.same(
      tries.map(({ to }) => to),
      ['192.0.2.1', '192.0.2.2'],
    );
    t.same(events, []);
    t.equal(call.info, tries[1]?.call.info);
    tries[1]?.call.events.emit(ended(status));
    t.match(events, [{ type: 'ended', status }]);
    t.equal(tries.length, 2);
    t.end();
  });

t.test('what the called party says, or an address that was heard from, is not tried elsewhere', (t) => {
  const busy = dial();
  busy.tries[0]?.call.events.emit(ended(486));
  t.match(busy.events, [{ type: 'ended', status: 486 }]);
  t.equal(busy.tries.length, 1);
  const rang = dial();
  rang.tries[0]?.call.events.emit({ type: 'progressed', status: 180, reason: 'Ringing' });
  rang.tries[0]?.call.events.emit(ended(408));
  t.match(rang.events, [{ type: 'progressed' }, { type: 'ended', status: 408 }]);
  t.equal(rang.tries.length, 1);
  t.end();
});

t.test('a call that was hung up is not tried again', (t) => {
  const { tries, call } = dial();
  call.hangup();
  tries[0]?.call.events.emit(ended(503));
  t.equal(tries.length, 1);
  t.end();
});
