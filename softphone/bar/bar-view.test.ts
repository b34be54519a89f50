import t from 'tap';
import { alerts, announcement, callLine, phaseOf, phoneLine, stateLine, timers } from './bar-view.js';
import { readyScene, sceneAgent, sceneNow, scenes, workingPhone } from './testing/scenes.js';

t.test('a forced state says who did it', (t) => {
  t.match(stateLine(scenes.forced, 'zh-CN'), { text: '示忙', detail: '培训 · 由 leader 设置' });
  t.match(stateLine(scenes.ready, 'en'), { text: 'Ready', detail: '' });
  t.end();
});

t.test('a fault that the phone itself told of stands there in words', (t) => {
  const agent = { ...sceneAgent, state: 'deviceFault', reason: 'phone.microphone' } as const;
  t.match(stateLine({ ...scenes.ready, agent }, 'zh-CN'), { text: '话机故障', detail: '麦克风故障' });
  t.end();
});

t.test('the timers go by the engine’s clock', (t) => {
  const ahead = { ...scenes.wrapUp, clockOffsetMs: 5_000 };
  t.same(timers(ahead, sceneNow, 'en'), [
    { label: 'In state', text: '01:20' },
    { label: 'Wrap-up left', text: '00:20' },
  ]);
  const held = {
    ...scenes.talking,
    conversation: { ...scenes.talking.conversation, state: 'held' as const },
  };
  t.same(
    timers(held, sceneNow, 'en').map(({ label }) => label),
    ['In state', 'Call', 'Hold'],
  );
  t.end();
});

t.test('an incoming call is announced once in words, an ongoing one not', (t) => {
  t.equal(announcement(scenes.incoming, 'zh-CN'), '来电：重点来电 李女士 13812345678，队列：综合服务');
  t.equal(announcement(scenes.talking, 'zh-CN'), '');
  t.end();
});

t.test('the call line shows caller, level, keys and call data', (t) => {
  const line = callLine(scenes.incoming, 'en');
  t.match(line, { incoming: true, number: '13812345678', warning: 'Important caller' });
  t.match(
    line?.facts.map(({ text }) => text),
    ['12345', '综合服务', '1 › 2', '城北区', '供水'],
  );
  t.equal(callLine(scenes.ready, 'en'), null);
  const { conversation } = scenes.incoming;
  const written = { ...conversation, queue: 'new', data: { category: 'complaint', notes: '…' } };
  t.same(
    callLine({ ...scenes.incoming, conversation: written }, 'en')?.facts.map(({ text }) => text),
    ['12345', 'new', '1 › 2'],
    'a queue that is not known yet stands with its id',
  );
  t.end();
});

t.test('each problem of the phone is said with what to do, and has its button', (t) => {
  t.match(alerts(scenes.noMicrophone, sceneNow, 'zh-CN', 'browser'), [
    { kind: 'error', text: /麦克风/, remedy: 'check' },
  ]);
  t.match(alerts(scenes.otherTab, sceneNow, 'en', 'browser'), [{ remedy: 'takeOver' }]);
  const cut = {
    ...readyScene,
    phone: { ...workingPhone, socket: 'closed' as const, retryAt: sceneNow + 3_000 },
  };
  t.match(alerts(cut, sceneNow, 'en', 'browser'), [{ text: /next try in 3 s/ }]);
  t.same(alerts(cut, sceneNow, 'en', 'none'), [], 'an outside phone is not ours to judge');
  const lost = {
    ...readyScene,
    phone: { ...workingPhone, lost: { number: '1', at: 0, state: 'lost' as const } },
  };
  t.match(alerts(lost, sceneNow, 'en', 'browser'), [{ remedy: 'forgetLost' }]);
  t.equal(phoneLine(scenes.noMicrophone, 'en', 'browser').tone, 'bad');
  t.match(phoneLine(scenes.talking, 'en', 'browser'), { tone: 'good', detail: /MOS 4\.3/ });
  t.end();
});

t.test('there is a face for every stage of signing in', (t) => {
  t.equal(phaseOf(scenes.signIn), 'signIn');
  t.equal(phaseOf({ ...scenes.signIn, session: 'unknown' }), 'loading');
  t.equal(phaseOf(scenes.ready), 'desk');
  const { user } = readyScene;
  if (!user) throw new Error('the scene has a user');
  t.equal(phaseOf({ ...readyScene, user: { ...user, mustChangePassword: true } }), 'password');
  t.equal(phaseOf({ ...readyScene, user: { ...user, agent: null } }), 'noAgent');
  t.end();
});
