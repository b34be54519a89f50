/** Every function of the softphone bar, each row once by mouse and once by keyboard. */
import type { Test } from 'tap';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { Phone } from '../peer/phone.js';
import type { Product } from '../product/product.js';
import type { By, DeskTab } from './desk-tab.js';
import { hz } from './floor.js';
import { earOf, phoneEar, untilHeard, type Listener } from './listening.js';

export interface Stand {
  readonly product: Product;
  readonly desk: DeskTab;
  /** Outside. */
  readonly caller: Phone;
  /** The SIP phone of 1002. */
  readonly colleague: Phone;
}

export type Row = (t: Test, stand: Stand, by: By) => Promise<void>;

const colleagueHz = 680;
const voices = { caller: hz.caller, agent: hz.agent, colleague: colleagueHz };
type Who = keyof typeof voices;

export async function hear(
  t: Test,
  title: string,
  ears: Readonly<Partial<Record<Who, Listener>>>,
  expected: Readonly<Partial<Record<Who, readonly Who[]>>>,
): Promise<void> {
  t.same(await untilHeard(voices, ears, expected), expected, title);
}

/** A caller has pressed 0, and the bar rings. */
export async function ringing({ caller: phone, desk }: Stand): Promise<PhoneCall> {
  const call = await phone.call('12345');
  await call.untilAnswered();
  call.media.say(hz.caller);
  const before = call.media.packets;
  await eventually('the menu speaks', () => call.media.packets > before + 30);
  call.media.press('0');
  await desk.until('it rings', ({ phone: { ringing: rings } }) => rings);
  return call;
}

export async function talking(stand: Stand, by: By): Promise<PhoneCall> {
  const call = await ringing(stand);
  await stand.desk.act('answer', by);
  await stand.desk.untilCall('talking');
  return call;
}

/** The colleague's phone rings and is answered. */
export async function colleagueAnswers({ colleague }: Stand): Promise<PhoneCall> {
  const call = await colleague.incoming(30_000);
  call.ring();
  call.answer();
  call.media.say(colleagueHz);
  return call;
}

/** Chooses a destination in the open panel: types it, and then by the button or by Enter. */
async function choose({ desk }: Stand, to: string, button: string, by: By): Promise<void> {
  await desk.panel.getByRole('combobox').fill(to);
  await desk.panel.getByRole('option').first().getByText(to).waitFor();
  const go = desk.panel.getByRole('button', { name: button });
  if (by === 'mouse') await go.click();
  else await desk.tabTo(go);
}

async function consulting(stand: Stand, by: By): Promise<{ caller: PhoneCall; second: PhoneCall }> {
  const caller = await talking(stand, by);
  await stand.desk.act('transfer', by);
  await choose(stand, '1002', '咨询', by);
  const second = await colleagueAnswers(stand);
  await stand.desk.untilCall('consulting');
  return { caller, second };
}

/** Ends the wrap-up that a call left, so that the next one finds the agent ready. */
export async function afterCall({ desk }: Stand, by: By): Promise<void> {
  await desk.untilCall(null);
  await desk.act('endWrapUp', by);
  await desk.untilAgent('ready');
}

/** Whatever a row left, also one that failed: no call, no panel, and the agent ready. */
export async function clear({ product, desk }: Pick<Stand, 'product' | 'desk'>): Promise<void> {
  await eventually('no call is left', async () => {
    const { calls } = await product.web.live();
    for (const { id } of calls) {
      const command = { do: 'hangUp', call: id };
      await product.web.json('POST', '/api/supervision', command).catch(() => undefined);
    }
    return calls.length === 0;
  });
  await desk.untilCall(null);
  if (await desk.panel.isVisible()) await desk.page.keyboard.press('Escape');
  const state = (await product.web.agent('1001'))?.state;
  if (state !== 'ready' && state !== 'signedOut') {
    await product.web.setAgent('1001', { want: 'ready' });
    await desk.untilAgent('ready');
  }
}

export const rows: Readonly<Record<string, Row>> = {
  'not ready with a reason, and ready': async (t, { desk }, by) => {
    await desk.act('notReady', by);
    const training = desk.panel.getByRole('button', { name: '培训' });
    if (by === 'mouse') await training.click();
    else await desk.tabTo(training);
    await desk.untilAgent('notReady');
    t.match(await desk.snapshot(), { agent: { reason: 'training' } });
    await desk.bar.getByText('培训').waitFor();
    await desk.act('ready', by);
    await desk.untilAgent('ready');
  },

  'answer, mute, keypad, hold and retrieve, hang up, wrap-up extended and ended': async (t, stand, by) => {
    const { desk, product } = stand;
    const caller = await talking(stand, by);
    const ears = { caller: phoneEar(caller), agent: earOf(desk.page) };
    await hear(t, 'talking', ears, { caller: ['agent'], agent: ['caller'] });

    await desk.act('mute', by);
    await desk.until('it is muted', ({ phone }) => phone.muted);
    await hear(t, 'muted', ears, { caller: [], agent: ['caller'] });
    await desk.act('mute', by);
    await hear(t, 'heard again', ears, { caller: ['agent'], agent: ['caller'] });

    await desk.act('keypad', by);
    if (by === 'mouse') await desk.panel.getByRole('button', { name: '7' }).click();
    else await desk.page.keyboard.press('7');
    await eventually('the key comes to the caller', () => caller.media.keysHeard.includes('7'));
    await desk.page.keyboard.press('Escape');
    await desk.panel.waitFor({ state: 'detached' });

    await desk.act('hold', by);
    await desk.untilCall('held');
    await hear(t, 'held', ears, { caller: [], agent: [] });
    await desk.act('hold', by);
    await desk.untilCall('talking');
    await hear(t, 'retrieved', ears, { caller: ['agent'], agent: ['caller'] });

    await desk.act('hangUp', by);
    await desk.untilAgent('wrapUp');
    const until = async (): Promise<number> =>
      ((await product.web.agent('1001')) as { wrapUpUntil?: number } | undefined)?.wrapUpUntil ?? 0;
    const first = await until();
    await desk.act('extendWrapUp', by);
    await eventually('the wrap-up lasts a minute longer', async () => (await until()) === first + 60_000);
    caller.hangup();
    await afterCall(stand, by);
  },

  'the caller is asked to rate while the agent watches': async (t, stand, by) => {
    const { desk, product } = stand;
    const caller = await talking(stand, by);
    const id = (await desk.snapshot())?.call?.id ?? '';
    await desk.act('survey', by);
    const heard = await untilHeard(
      { survey: hz.survey },
      { survey: phoneEar(caller) },
      { survey: ['survey'] },
    );
    t.same(heard, { survey: ['survey'] });
    caller.media.press('2');
    await eventually('the rating is in the record', async () => {
      const { call } = await product.web.call(id);
      return call['rating'] !== undefined && call['rating'] !== null && call['rating'] !== '';
    });
    caller.hangup();
    await desk.untilAgent('wrapUp');
    await afterCall(stand, by);
  },

  'blind transfer to a colleague': async (t, stand, by) => {
    const { desk } = stand;
    const caller = await talking(stand, by);
    await desk.act('transfer', by);
    await choose(stand, '1002', '直接转接', by);
    const second = await colleagueAnswers(stand);
    await hear(
      t,
      'transferred',
      { caller: phoneEar(caller), colleague: phoneEar(second) },
      { caller: ['colleague'], colleague: ['caller'] },
    );
    caller.hangup();
    await second.untilEnded();
    await afterCall(stand, by);
  },

  'consult, swap, take back': async (t, stand, by) => {
    const { desk } = stand;
    const { caller, second } = await consulting(stand, by);
    const ears = { caller: phoneEar(caller), agent: earOf(desk.page), colleague: phoneEar(second) };
    await hear(t, 'consulting', ears, { caller: [], agent: ['colleague'], colleague: ['agent'] });
    await desk.act('swap', by);
    await hear(t, 'swapped', ears, { caller: ['agent'], agent: ['caller'], colleague: [] });
    await desk.act('cancelConsult', by);
    await second.untilEnded();
    await desk.untilCall('talking');
    await hear(
      t,
      'taken back',
      { caller: ears.caller, agent: ears.agent },
      { caller: ['agent'], agent: ['caller'] },
    );
    await desk.act('hangUp', by);
    caller.hangup();
    await afterCall(stand, by);
  },

  'consult, and complete the transfer': async (t, stand, by) => {
    const { desk } = stand;
    const { caller, second } = await consulting(stand, by);
    await desk.act('completeTransfer', by);
    await hear(
      t,
      'completed',
      { caller: phoneEar(caller), colleague: phoneEar(second) },
      { caller: ['colleague'], colleague: ['caller'] },
    );
    caller.hangup();
    await second.untilEnded();
    await afterCall(stand, by);
  },

  'three-way': async (t, stand, by) => {
    const { desk } = stand;
    const { caller, second } = await consulting(stand, by);
    await desk.act('conference', by);
    await desk.untilCall('conference');
    await hear(
      t,
      'all three',
      { caller: phoneEar(caller), agent: earOf(desk.page), colleague: phoneEar(second) },
      { caller: ['agent', 'colleague'], agent: ['caller', 'colleague'], colleague: ['caller', 'agent'] },
    );
    await desk.act('hangUp', by);
    caller.hangup();
    await second.untilEnded();
    await afterCall(stand, by);
  },

  'dial a colleague, who hangs up': async (t, stand, by) => {
    const { desk } = stand;
    await desk.act('dial', by);
    await choose(stand, '1002', '呼叫', by);
    const second = await colleagueAnswers(stand);
    await desk.untilCall('talking');
    const ears = { agent: earOf(desk.page), colleague: phoneEar(second) };
    await hear(t, 'they talk', ears, { agent: ['colleague'], colleague: ['agent'] });
    second.hangup();
    await desk.untilCall(null);
    if ((await desk.snapshot())?.agent?.state === 'wrapUp') await afterCall(stand, by);
    await desk.untilAgent('ready');
  },

  'help is asked for, and the leader is told': async (t, { desk, product }, by) => {
    await desk.act('help', by);
    await desk.panel.getByRole('textbox').fill(`求助 ${by}`);
    if (by === 'mouse') await desk.panel.getByRole('button', { name: '发送' }).click();
    else await desk.page.keyboard.press('Enter');
    await desk.alerts.getByText('已通知值班长').waitFor();
    const { items } = (await product.web.json('GET', '/api/audit?limit=5')) as {
      items: readonly { action: string; data: { text?: string } }[];
    };
    t.ok(items.some(({ action, data }) => action === 'help.asked' && data.text === `求助 ${by}`));
  },

  'sign out, which ends the session too, and sign in again': async (t, { desk, product }, by) => {
    await desk.act('signOut', by);
    await desk.page.getByLabel('用户名').waitFor();
    await product.untilAgent('1001', 'signedOut');
    t.equal(await desk.page.evaluate("fetch('/api/session').then(({ status }) => status)"), 401);
    await desk.signIn('1001', product.passwords.get('1001') ?? '');
    await desk.ready(by);
  },

  'settings: a key is changed, works, and is kept; the loudspeaker and the microphone are listed': async (
    t,
    { desk },
    by,
  ) => {
    await desk.act('settings', by);
    await desk.panel.locator('select').first().locator('option').nth(1).waitFor({ state: 'attached' });
    t.equal(await desk.panel.getByRole('meter').count(), 1);
    const change = desk.panel.getByRole('button', { name: '修改: 求助' });
    if (by === 'mouse') await change.click();
    else await desk.tabTo(change);
    await desk.page.keyboard.press('Alt+KeyY');
    await desk.panel.getByText('Alt+Y').waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.panel.waitFor({ state: 'detached' });
    await desk.page.keyboard.press('Alt+KeyY');
    await desk.panel.getByRole('textbox').waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.act('settings', by);
    const reset = desk.panel.getByRole('button', { name: '恢复默认' });
    if (by === 'mouse') await reset.click();
    else await desk.tabTo(reset);
    await desk.panel.getByText('Alt+U').waitFor();
    await desk.page.keyboard.press('Escape');
    await desk.panel.waitFor({ state: 'detached' });
  },
};
