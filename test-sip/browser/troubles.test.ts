/** What goes wrong at an agent's browser, and that calls, callers and agents come through it. */
import t, { type Test } from 'tap';
import type { Page } from 'playwright-core';
import { systemClock } from '../../kernel/clock.js';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import { clear, hear, ringing, talking, type Stand } from './by-both-ways.js';
import { Cable } from './cable.js';
import { allowMicrophone, Person, type BrowserProfile } from './chromium.js';
import { DeskTab } from './desk-tab.js';
import { hz, openFloor, readyAgent } from './floor.js';
import { earOf, phoneEar } from './listening.js';

const scope = new Scope();
t.setTimeout(550_000);
t.teardown(() => scope.close());

interface Place extends Stand {
  readonly cable: Cable;
  readonly profile: BrowserProfile;
  readonly person: Person;
}

let place: Place | undefined;

function there(): Place {
  if (!place) throw new Error('the product does not run');
  return place;
}

t.test('the product, and an agent whose browser reaches it by a cable', async () => {
  const [{ product }, person] = await Promise.all([openFloor(scope), Person.arrive(scope, hz.agent)]);
  const cable = await Cable.lay(scope, product.origin);
  const profile = await person.profile();
  const desk = await readyAgent(product, profile, '1001', 'mouse', cable.origin);
  const caller = await product.callerPhone('13800000001');
  await product.web.setAgent('1002', { want: 'signIn' });
  const colleague = await product.agentPhone('1002');
  place = { product, cable, profile, person, desk, caller, colleague };
});

async function bothHear(t: Test, title: string, page: Page, caller: PhoneCall): Promise<void> {
  const ears = { caller: phoneEar(caller), agent: earOf(page) };
  await hear(t, title, ears, { caller: ['agent'], agent: ['caller'] });
}

/** The caller hangs up, which the bar has to notice by itself. */
async function end({ desk }: Place, caller: PhoneCall): Promise<void> {
  caller.hangup();
  await desk.untilCall(null);
  await desk.act('endWrapUp', 'mouse');
  await desk.untilAgent('ready');
}

/** A test, and whatever it left is cleared away behind it. */
function trouble(title: string, run: (t: Test) => Promise<void>): void {
  t.test(title, async (t) => {
    const at = there();
    try {
      await run(t);
    } finally {
      at.cable.mend();
      await clear(at);
    }
  });
}

/** How many offers the agent missed today, as the agent's own desk tells. */
function missed(page: Page): Promise<number> {
  return page.evaluate(
    "fetch('/api/me/today').then((answer) => answer.json()).then((today) => today.missed)",
  );
}

trouble('the page is reloaded during a call: the call stays, and the bar takes it up again', async (t) => {
  const at = there();
  const caller = await talking(at, 'mouse');
  const id = (await at.desk.snapshot())?.call?.id;
  await bothHear(t, 'before', at.desk.page, caller);
  await at.desk.page.reload();
  await at.desk.untilCall('talking');
  t.equal((await at.desk.snapshot())?.call?.id, id);
  await bothHear(t, 'after', at.desk.page, caller);
  t.notOk(caller.ended);
  await at.desk.act('mute', 'mouse');
  await at.desk.act('mute', 'mouse');
  await at.desk.act('hold', 'mouse');
  await at.desk.untilCall('held');
  await at.desk.act('hold', 'mouse');
  await at.desk.untilCall('talking');
  await end(at, caller);
});

trouble('the connection is cut in a call and comes back: the call goes on, and ends as always', async (t) => {
  const at = there();
  const caller = await talking(at, 'mouse');
  await bothHear(t, 'before', at.desk.page, caller);
  at.cable.cut();
  await at.desk.until('the bar says so', ({ phone }) => phone.problem === 'socket');
  await at.desk.alerts.getByText('正在重连').first().waitFor();
  await bothHear(t, 'without a connection', at.desk.page, caller);
  at.cable.mend();
  await at.desk.until('the phone is back', ({ phone }) => phone.works);
  await at.desk.untilCall('talking');
  await bothHear(t, 'after', at.desk.page, caller);
  await end(at, caller);
});

trouble('the connection is cut while nobody calls: out of the queue, and back in it', async (t) => {
  const { desk, cable, product } = there();
  cable.cut();
  await product.untilAgent('1001', 'deviceFault', 30_000);
  cable.mend();
  await product.untilAgent('1001', 'ready', 60_000);
  await desk.untilAgent('ready');
  t.equal(await missed(desk.page), 0);
});

trouble('a second tab shows that another has the phone, and takes the phone with its call', async (t) => {
  const at = there();
  const caller = await talking(at, 'mouse');
  const second = new DeskTab(await at.profile.tab(`${at.cable.origin}/softphone/`));
  await second.until('it says so', ({ phone }) => phone.problem === 'otherTab');
  await second.untilCall('talking');
  t.match(await second.snapshot(), { phone: { works: false } });
  t.equal((await at.desk.snapshot())?.agent?.state, 'talking', 'the tab that only looks changes nothing');
  await bothHear(t, 'the first tab has the call', at.desk.page, caller);
  await second.alerts.getByRole('button', { name: '在此接管' }).click();
  await at.desk.until('the first says so now', ({ phone }) => phone.problem === 'otherTab');
  await bothHear(t, 'the second tab has it', second.page, caller);
  await second.page.close();
  await at.desk.until('the first has the phone again', ({ phone }) => phone.works);
  await bothHear(t, 'and the call', at.desk.page, caller);
  await end(at, caller);
});

trouble('a browser that vanishes in a call is noticed, and back it says what it lost', async (t) => {
  const at = there();
  const { desk, product } = at;
  const caller = await talking(at, 'mouse');
  await bothHear(t, 'before', desk.page, caller);
  const since = systemClock.monotonic();
  await desk.page.goto('about:blank');
  await eventually(
    'the engine has noticed',
    async () => (await product.web.agent('1001'))?.state !== 'talking',
    60_000,
  );
  t.comment(`noticed after ${Math.round(systemClock.monotonic() - since)} ms`);
  t.match((await product.web.agent('1001'))?.state, /^(deviceFault|wrapUp)$/);
  await desk.page.goto(`${at.cable.origin}/softphone/`);
  await desk.alerts.getByText('的通话已中断，未能恢复').waitFor();
  await desk.alerts.getByRole('button', { name: '关闭' }).click();
  caller.hangup();
  await desk.until('the phone works', ({ phone }) => phone.works);
  if ((await desk.snapshot())?.agent?.state === 'wrapUp') await desk.act('endWrapUp', 'mouse');
  await desk.untilAgent('ready');
});

trouble('a microphone refused between calls: out of the queue at once, and back with it', async (t) => {
  const { desk, product, profile } = there();
  await allowMicrophone(profile.context, false);
  await product.untilAgent('1001', 'deviceFault', 30_000);
  t.match(await product.web.agent('1001'), { reason: 'phone.microphone' });
  await desk.alerts.getByText('浏览器未允许使用麦克风').waitFor();
  await desk.bar.getByText('麦克风故障').waitFor();
  t.notOk((await desk.snapshot())?.possible.includes('ready'));
  t.equal(await missed(desk.page), 0);
  await allowMicrophone(profile.context, true);
  await product.untilAgent('1001', 'ready', 30_000);
});

trouble('a microphone refused while it rings: the caller waits on, and it is no miss', async (t) => {
  const at = there();
  const { desk, product, profile } = at;
  const caller = await ringing(at);
  await allowMicrophone(profile.context, false);
  await desk.act('answer', 'mouse');
  await product.untilAgent('1001', 'deviceFault', 30_000);
  await desk.alerts.getByText('浏览器未允许使用麦克风').waitFor();
  t.notOk(caller.ended);
  await product.untilStage('13800000001', 'waiting');
  t.equal(await missed(desk.page), 0);
  await allowMicrophone(profile.context, true);
  await desk.until('the caller rings again', ({ phone }) => phone.ringing);
  await desk.act('answer', 'mouse');
  await bothHear(t, 'then they talk', desk.page, caller);
  await end(at, caller);
});

trouble('who refuses the microphone cannot be ready', async (t) => {
  const { product, cable, person } = there();
  const profile = await person.profile({ microphone: false });
  const desk = new DeskTab(await profile.tab(`${cable.origin}/softphone/`));
  await desk.signIn('1003', product.passwords.get('1003') ?? '');
  await desk.alerts.getByText('浏览器未允许使用麦克风').waitFor();
  t.notOk((await desk.snapshot())?.possible.includes('ready'));
  t.ok(await desk.button('ready').isDisabled());
  await allowMicrophone(profile.context, true);
  await desk.ready('mouse');
  await profile.context.close();
});

t.test("the phone's credentials end with the session in the web", async (t) => {
  const { desk, product } = there();
  const socket = `new Promise((resolve) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/sip', 'sip');
    socket.onopen = () => { socket.close(); resolve('open'); };
    socket.onerror = () => resolve('refused');
  })`;
  t.equal(await desk.page.evaluate(socket), 'open');
  // The administrator gives a new password, which ends every session of the agent.
  await product.web.json('POST', '/api/users/1001/password');
  await eventually(
    'the phone is not registered any more',
    async () => (await product.web.agent('1001'))?.registered === false,
    60_000,
  );
  await desk.page.getByLabel('用户名').waitFor({ timeout: 60_000 });
  t.equal(await desk.page.evaluate(socket), 'refused');
  t.not((await product.web.agent('1001'))?.state, 'ready');
});

t.test('no page threw anything, and the product stops', async (t) => {
  t.same(place?.person.faults, []);
  await scope.close();
});
