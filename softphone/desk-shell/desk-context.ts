/** What every page of the desk is given. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { Client, User } from '../api/client.js';
import { Refused } from '../api/refused.js';
import type { YihaoBar } from '../bar/bar-element.js';
import type { Language, LanguageChoice, Texts } from '../i18n/language.js';
import type { PhoneState } from '../phone/phone-state.js';
import type { Store } from '../phone/store.js';
import type { Appearance } from './appearance-choice.js';
import type { KeptValue } from './kept-value.js';
import type { FeedState, LiveFeed } from './live-feed.js';
import type { OwnPhone } from './own-phone.js';
import type { SessionEvent, SessionState } from './session.js';
import type { Ticker } from './ticker.js';
import type { Shade } from './tone.js';

export interface DeskParts {
  readonly client: Client;
  readonly session: Store<SessionState, SessionEvent>;
  readonly language: LanguageChoice;
  readonly appearance: KeptValue<Appearance>;
  readonly ticker: Ticker;
  /** The softphone bar, while an agent is signed in. */
  readonly bar: () => YihaoBar | undefined;
  /** A setting of this browser under a name of its own. */
  readonly kept: <T>(key: string, read: (kept: unknown) => T) => KeptValue<T>;
}

export const DeskContext = createContext<DeskParts | undefined>(undefined);

/** What there is once somebody is signed in. */
export interface SignedIn {
  readonly user: User;
  readonly feed: LiveFeed;
  /** Rings when the user supervises a call; an agent's phone is the bar's. */
  readonly ownPhone: OwnPhone;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);
export const ShadeContext = createContext<Shade>('light');

export function useDesk(): DeskParts {
  const parts = useContext(DeskContext);
  if (!parts) throw new Error('a page of the desk stands outside of DeskContext');
  return parts;
}

export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error('a page for users stands outside of SignedInContext');
  return signedIn;
}

export function useLanguage(): Language {
  const { language } = useDesk();
  const subscribe = useCallback((listener: () => void) => language.subscribe(listener), [language]);
  return useSyncExternalStore(subscribe, () => language.get());
}

/** The words of a table in the language of the page. */
export function useTexts<T>(texts: Texts<T>): T {
  return texts[useLanguage()];
}

export function useShade(): Shade {
  return useContext(ShadeContext);
}

export function useLive(): FeedState {
  const { feed } = useSignedIn();
  return useSyncExternalStore(feed.subscribe, feed.get);
}

/** What people call a queue of an id; the id itself where it is known no more. */
export function useQueueName(): (queue: string | null | undefined) => string {
  const { picture } = useLive();
  return (queue) => picture.queues.find((one) => one.id === queue)?.name ?? queue ?? '';
}

export function useKept<T>(value: KeptValue<T>): readonly [T, (value: T) => void] {
  return [useSyncExternalStore(value.subscribe, value.get), value.set];
}

/** The phone for supervision; undefined while it is not open. */
export function useOwnPhoneState(): PhoneState | undefined {
  const { ownPhone } = useSignedIn();
  return useSyncExternalStore(ownPhone.subscribe, ownPhone.get);
}

/** The engine's time, anew each second. */
export function useNow(): number {
  const { ticker } = useDesk();
  const { feed } = useSignedIn();
  const now = useSyncExternalStore(ticker.subscribe, ticker.get);
  return now + feed.aheadMs();
}

/**
 * An agent leaves the queues as well, and stays while a call goes on. The page is signed out even where the server does not answer; the session then
 * ends by itself.
 */
export function useSignOut(): () => Promise<void> {
  const { client, session, bar } = useDesk();
  return useCallback(async () => {
    const atBar = await errorOf(bar()?.signOut());
    // The bar says so: the caller would be cut off.
    if (isInCall(atBar)) return;
    // Refused where the bar has ended the session already.
    if (isInCall(await errorOf(client.signOut()))) return;
    session.dispatch({ type: 'signed.out' });
  }, [client, session, bar]);
}

async function errorOf(done: Promise<void> | undefined): Promise<unknown> {
  try {
    await done;
    return undefined;
  } catch (error) {
    return error;
  }
}

function isInCall(error: unknown): boolean {
  return error instanceof Refused && error.code === 'agent.inCall';
}
