/** The bar in another system's page, by script tag and by iframe, driven by the interface of docs/softphone-bar.md. */
import t, { type Test } from 'tap';
import type { Frame, Page } from 'playwright-core';
import { Scope } from '../../kernel/scope.js';
import { eventually } from '../eventually.js';
import type { PhoneCall } from '../peer/phone-call.js';
import type { Phone } from '../peer/phone.js';
import type { Product } from '../product/product.js';
import { Person } from './chromium.js';
import type { BarSnapshot } from './desk-tab.js';
import { hz, openFloor } from './floor.js';
import { foreignSite } from './foreign-site.js';
import { earOf, phoneEar, untilHeard } from './listening.js';

const scope = new Scope();
t.setTimeout(400_000);
t.teardown(() => scope.close());

interface Place {
  readonly product: Product;
  readonly person: Person;
  readonly caller: Phone;
  /** Port of the other system. */
  readonly port: number;
}

let place: Place | undefined;

function there(): Place {
  if (!place) throw new Error('the product does not run');
  return place;
}

t.test('the product, which lets the pages of one other system in', async () => {
  const port = await foreignSite(scope);
  const env = { YIHAO_EMBED_ORIGINS: `http://127.0.0.1:${port}` };
  const [{ product }, person] = await Promise.all([
    openFloor(scope, { env }),
    Person.arrive(scope, hz.agent),
  ]);
  place = { product, person, port, caller: await product.callerPhone('13800000001') };
});

/** Calls a method of the bar as the page's own script does. */
type Ask = (method: string, ...args: readonly unknown[]) => Promise<unknown>;

async function untilEvent(
  page: Page,
  name: string,
  holds: (text: string) => boolean = () => true,
): Promise<void> {
  const texts = async (): Promise<string[]> => page.locator(`[data-event="${name}"]`).allTextContents();
  await eventually(`the page hears ${name}`, async () => (await texts()).some(holds), 30_000);
}

const stateIs = (state: string) => (text: string) => text.includes(`"state":"${state}"`);

async function ringing({ caller: phone }: Place): Promise<PhoneCall> {
  const caller = await phone.call('12345');
  await caller.untilAnswered();
  caller.media.say(hz.caller);
  const before = caller.media.packets;
  await eventually('the menu speaks', () => caller.media.packets > before + 30);
  caller.media.press('0');
  return caller;
}

/** From the sign-in to the end of a call, over the documented interface alone. */
async function journey(t: Test, page: Page, frame: Frame, ask: Ask): Promise<void> {
  const at = there();
  const { product } = at;
  await t.rejects(ask('signIn', '1001', 'wrong'), /auth\.wrong/);
  await ask('signIn', '1001', product.passwords.get('1001') ?? '');
  await untilEvent(page, 'state', stateIs('notReady'));
  await eventually(
    'the phone is registered',
    async () => (await product.web.agent('1001'))?.registered === true,
  );
  await eventually('the agent becomes ready', async () => {
    await ask('setReady').catch(() => undefined);
    return (await product.web.agent('1001'))?.state === 'ready';
  });
  await ask('setNotReady', 'meeting');
  t.match(await product.web.agent('1001'), { state: 'notReady', reason: 'meeting' });
  await ask('setReady');

  const caller = await ringing(at);
  await untilEvent(page, 'incoming', (text) => text.includes('13800000001'));
  const pop = page.locator('#pop');
  await page.locator('#answer').click();
  await untilEvent(page, 'call', stateIs('talking'));
  const ears = { caller: phoneEar(caller), agent: earOf(frame) };
  const tones = { caller: hz.caller, agent: hz.agent };
  const both = { caller: ['agent'], agent: ['caller'] } as const;
  t.same(await untilHeard<'caller' | 'agent'>(tones, ears, both), both);
  await ask('hold');
  await untilEvent(page, 'call', stateIs('held'));
  await ask('retrieve');
  t.same(await untilHeard<'caller' | 'agent'>(tones, ears, both), both, 'retrieved');
  await ask('mute', true);
  const muted = { caller: [], agent: ['caller'] } as const;
  t.same(await untilHeard<'caller' | 'agent'>(tones, ears, muted), muted);
  await ask('mute', false);
  t.equal(await ask('sendDigits', '5'), true);
  await eventually('the digit is heard', () => caller.media.keysHeard.includes('5'));
  await ask('setData', 'ticket', 'T-17');
  const { items } = (await product.web.json('GET', '/api/conversations')) as {
    items: readonly { data: Readonly<Record<string, string>> }[];
  };
  t.match(items, [{ data: { ticket: 'T-17' } }]);
  await page.locator('#hangUp').click();
  await untilEvent(page, 'ended');
  caller.hangup();
  t.match(await pop.textContent(), popPattern(frame === page.mainFrame()));
  await product.untilAgent('1001', 'wrapUp');
  await ask('endWrapUp');
  await t.rejects(ask('transfer', '1002'), /\w+\.\w+/, 'what is not possible is refused with a code');
  await ask('signOut');
  await product.untilAgent('1001', 'signedOut');
}

/** With the script tag the template belongs to the page; the iframe was given none, so its page is told null. */
function popPattern(byTag: boolean): RegExp {
  return byTag ? /^http:\/\/127\.0\.0\.1:\d+\/tickets\?caller=13800000001&call=[^&]+&queue=general$/ : /^$/;
}

t.test('by script tag: methods, DOM events, and the screen pop that the page opens itself', async (t) => {
  const { product, person, port } = there();
  const profile = await person.profile();
  const page = await profile.tab(`http://127.0.0.1:${port}/sample/?engine=${product.origin}`);
  await page.locator('#tag').click();
  await page.locator('yihao-bar').getByLabel('用户名').waitFor();
  const ask: Ask = (method, ...args) =>
    page.evaluate(`(async () => {
      try {
        return await document.querySelector('yihao-bar').${method}(...${JSON.stringify(args)});
      } catch (error) {
        throw new Error(error.code + ' ' + error.message);
      }
    })()`);
  await journey(t, page, page.mainFrame(), ask);
  const snapshot = await page.evaluate<BarSnapshot>("document.querySelector('yihao-bar').snapshot");
  t.match(snapshot, { signedIn: false, call: null, possible: [] });
  await profile.context.close();
});

t.test('by iframe: messages there and back', async (t) => {
  const { product, person, port } = there();
  const profile = await person.profile();
  const page = await profile.tab(`http://127.0.0.1:${port}/sample/?engine=${product.origin}`);
  await page.locator('#frame').click();
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  if (!frame) throw new Error('there is no frame');
  await untilEvent(page, 'state');
  let id = 100;
  const ask: Ask = (method, ...args) =>
    page.evaluate(`new Promise((resolve, reject) => {
      const frame = document.querySelector('iframe').contentWindow;
      const request = ${JSON.stringify({ yihao: 1, id: ++id, method, args })};
      window.addEventListener('message', function answered({ source, data }) {
        if (source !== frame || data.id !== request.id) return;
        window.removeEventListener('message', answered);
        if (data.ok) resolve(data.value);
        else reject(new Error(data.error.code + ' ' + data.error.message));
      });
      frame.postMessage(request, ${JSON.stringify(product.origin)});
    })`);
  await journey(t, page, frame, ask);
  await t.rejects(ask('constructor'), /request\.invalid/);
  await profile.context.close();
});

t.test('a page of an origin that is not named gets neither', async (t) => {
  const { product, person, port } = there();
  const profile = await person.profile();
  const page = await profile.tab(`http://localhost:${port}/sample/?engine=${product.origin}`);
  const refused = page.waitForEvent('console', (message) => message.text().includes('CORS'));
  await page.locator('#tag').click();
  await refused;
  t.equal(await page.evaluate("customElements.get('yihao-bar') === undefined"), true);
  const framed = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.locator('#frame').click();
  await framed;
  t.equal(await page.locator('[data-event]').count(), 0);
  await profile.context.close();
});

t.test('no page threw anything, and the product stops', async (t) => {
  t.same(place?.person.faults, []);
  await scope.close();
});
