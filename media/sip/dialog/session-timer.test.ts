import t from 'tap';
import { FakeClock } from '../../../kernel/fake-clock.js';
import type { Headers } from '../call.js';
import type { SipRequest } from '../message.js';
import { makeResponse } from '../make-response.js';
import {
  agreementIn,
  answerTimer,
  askForTimer,
  intervalAfterRefusal,
  SessionTimer,
} from './session-timer.js';

const settings = { sessionExpiresS: 1800, minSessionExpiresS: 90 };

const update = (headers: Headers): SipRequest => ({
  kind: 'request',
  method: 'UPDATE',
  uri: 'sip:x',
  headers,
  body: Buffer.alloc(0),
});

t.test('RFC 4028 9: the asker that knows timers refreshes, unless it asks us to', async (t) => {
  const ask = (value: string) =>
    answerTimer(
      update([
        ['supported', 'timer'],
        ['session-expires', value],
      ]),
      settings,
    );
  t.same(ask('600'), {
    kind: 'taken',
    headers: [
      ['session-expires', '600;refresher=uac'],
      ['require', 'timer'],
    ],
    agreement: { intervalS: 600, weRefresh: false },
  });
  t.same(ask('600;refresher=uas'), {
    kind: 'taken',
    headers: [['session-expires', '600;refresher=uas']],
    agreement: { intervalS: 600, weRefresh: true },
  });
});

t.test('RFC 4028 9: for a phone that knows no timers, which a proxy asks for, we refresh', async (t) => {
  t.match(answerTimer(update([['session-expires', '600;refresher=uac']]), settings), {
    headers: [['session-expires', '600;refresher=uas']],
    agreement: { weRefresh: true },
  });
});

t.test(
  'RFC 4028 9: below our minimum 422 is due; without or with an unreadable Session-Expires no timer',
  async (t) => {
    t.same(answerTimer(update([['session-expires', '89']]), settings), {
      kind: 'tooSmall',
      headers: [['min-se', '90']],
    });
    for (const value of ['', 'abc', '-5', '9999999'])
      t.match(answerTimer(update([['session-expires', value]]), settings), {
        agreement: undefined,
        headers: [],
      });
  },
);

t.test('RFC 4028 7.1, 7.2, 7.3: what we ask, what a 2xx agrees to, and what a 422 wants', async (t) => {
  t.same(askForTimer(1800, settings), [
    ['session-expires', '1800'],
    ['min-se', '90'],
  ]);
  t.same(askForTimer(1800, settings, 'uas')[0], ['session-expires', '1800;refresher=uas']);
  t.same(askForTimer(0, settings), []);
  const answered = (headers: Headers) => makeResponse(update([]), 200, { headers });
  t.same(agreementIn(answered([['session-expires', '900;refresher=uas']])), {
    intervalS: 900,
    weRefresh: false,
  });
  t.same(agreementIn(answered([['session-expires', '900;refresher=uac']])), {
    intervalS: 900,
    weRefresh: true,
  });
  t.equal(agreementIn(answered([])), undefined);
  t.equal(intervalAfterRefusal(answered([['min-se', '3600']]), 1800), 3600);
  t.equal(intervalAfterRefusal(answered([['min-se', '60']]), 1800), undefined);
  t.equal(intervalAfterRefusal(answered([]), 1800), undefined);
});

t.test(
  'RFC 4028 10: refresh at half the interval; the end comes a third, at most 32 s, before it is over',
  async (t) => {
    const clock = new FakeClock();
    const heard: string[] = [];
    const timer = new SessionTimer(clock, {
      refresh: () => heard.push(`refresh ${clock.monotonic()}`),
      expired: () => heard.push(`expired ${clock.monotonic()}`),
    });
    timer.restart({ intervalS: 1800, weRefresh: true });
    clock.advance(1_800_000);
    t.same(heard, ['refresh 900000', 'expired 1768000']);
    timer.restart({ intervalS: 90, weRefresh: false });
    clock.advance(90_000);
    t.equal(heard.at(-1), `expired ${1_800_000 + 60_000}`);
    timer.restart({ intervalS: 90, weRefresh: true });
    timer.stop();
    t.equal(clock.pending, 0);
  },
);
