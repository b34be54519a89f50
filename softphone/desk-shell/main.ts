/**
 * The desk: composition root. An agent's softphone bar comes first and alone, so that a call can be taken before the
 * pages around it are there; React and Ant Design follow.
 */
import { systemClock } from '../../kernel/clock.js';
import { clientTo, type User } from '../api/client.js';
import { EventLink, eventAddress } from '../api/event-link.js';
import { Refused } from '../api/refused.js';
import { pageLanguage } from '../i18n/page-language.js';
import { Store } from '../phone/store.js';
import { readAppearance, shadeOf, type Appearance } from './appearance-choice.js';
import { BarPlace } from './bar-place.js';
import { feedSource } from './feed-source.js';
import { KeptValue, type Keeper } from './kept-value.js';
import { LiveFeed } from './live-feed.js';
import { OwnPhone } from './own-phone.js';
import { askingForSession, reduceSession } from './session.js';
import { Ticker } from './ticker.js';

const client = clientTo();
const session = new Store(askingForSession, reduceSession);
const keeper = browserKeeper();
const keptValues = new Map<string, KeptValue<unknown>>();

function kept<T>(key: string, read: (kept: unknown) => T): KeptValue<T> {
  const there = keptValues.get(key) as KeptValue<T> | undefined;
  if (there) return there;
  const made = new KeptValue(key, read, keeper);
  keptValues.set(key, made as KeptValue<unknown>);
  window.addEventListener('storage', (event) => made.keptElsewhere(event.key));
  return made;
}

function browserKeeper(): Keeper | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

async function askWho(): Promise<void> {
  try {
    session.dispatch({ type: 'user.known', user: await client.whoAmI() });
  } catch (error) {
    const missing = error instanceof Refused && error.status === 401;
    session.dispatch({ type: missing ? 'session.missing' : 'server.silent' });
  }
}

function openFeed(user: User): LiveFeed {
  const address = eventAddress(window.location.origin);
  return new LiveFeed({
    source: feedSource(client, user.role),
    link: new EventLink(() => new WebSocket(address), systemClock, Math.random),
    clock: systemClock,
    signedOut: () => session.dispatch({ type: 'session.missing' }),
  });
}

/** SIP.js comes with the bar; a supervisor's page loads it with the first call that is listened to. */
function ownPhone(user: User): OwnPhone {
  return new OwnPhone(async () => {
    const { browserPhone } = await import('../phone/browser-phone.js');
    return browserPhone({
      credentials: () => client.phoneCredentials(),
      origin: window.location.origin,
      clock: systemClock,
      owner: user.name,
    });
  }, systemClock);
}

/** Keeps the bar in the shade that the pages have. */
function dressBar(bar: BarPlace, appearance: KeptValue<Appearance>): void {
  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
  const dress = (): void => bar.dress(shadeOf(appearance.get(), systemIsDark.matches));
  appearance.subscribe(dress);
  systemIsDark.addEventListener('change', dress);
  dress();
}

async function begin(): Promise<void> {
  const root = document.getElementById('desk');
  const place = document.getElementById('bar');
  if (!root || !place) throw new Error('the page has no place for the desk');
  const bar = new BarPlace(place, (chosen) =>
    session.dispatch({ type: chosen ? 'signed.out' : 'session.missing' }),
  );
  const appearance = kept('yihao.appearance', readAppearance);
  dressBar(bar, appearance);
  session.subscribe(() => void bar.follow(session.get()));
  await askWho();
  await bar.follow(session.get());
  const { mountApp } = await import('./app.js');
  mountApp(
    {
      ...{ client, session, kept, openFeed, ownPhone, askWho, appearance },
      language: pageLanguage,
      bar: bar.bar,
      ticker: new Ticker(systemClock),
    },
    root,
  );
}

void begin();
