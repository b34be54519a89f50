import t from 'tap';
import { initialPhoneState, type PhoneCall } from '../phone/phone-state.js';
import { callerView } from './caller-view.js';

const open = { ...initialPhoneState, socket: 'open', registration: 'needless', ownership: 'mine' } as const;
const call: PhoneCall = {
  ...{ id: 'a', direction: 'out', state: 'talking', number: '12345', name: '', conversation: null },
  ...{ startedAt: 0, answeredAt: 1_000, held: false, muted: false, digits: '12' },
};

t.test('the page says how the call stands and how the last one ended', (t) => {
  t.match(callerView(open, 0, 'en'), { up: false, canCall: true, talking: false });
  t.match(callerView({ ...open, call }, 66_000, 'zh-CN'), {
    title: '通话中',
    detail: '01:05',
    talking: true,
    digits: '12',
  });
  t.match(callerView({ ...open, call: { ...call, state: 'dialling' } }, 0, 'en'), {
    up: true,
    talking: false,
  });
  const busy = { ...open, lastEnd: { at: 1, end: 'busy', number: '12345' } } as const;
  t.match(callerView(busy, 0, 'zh-CN'), { title: '线路忙，请稍后再拨' });
  t.end();
});

t.test('a microphone that cannot be used is said in words', (t) => {
  t.match(callerView({ ...open, microphone: 'denied' }, 0, 'en'), { problem: /microphone/ });
  t.equal(callerView({ ...open, microphone: 'ready' }, 0, 'en').problem, '');
  t.end();
});
