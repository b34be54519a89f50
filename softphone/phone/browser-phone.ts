/** The phone with the browser's own parts. */
import type { PhoneCredentials } from '../../engine/desk.js';
import type { Clock } from '../../kernel/clock.js';
import { readDeviceChoice, watchDevices } from './devices.js';
import { checkMicrophone } from './microphone.js';
import { Phone } from './phone.js';
import { SipLine } from './sip-line.js';

export interface BrowserPhoneOptions {
  readonly credentials: () => Promise<PhoneCredentials>;
  readonly origin: string;
  readonly clock: Clock;
  /** What the phone belongs to; one tab of the browser owns it. */
  readonly owner: string;
  readonly register?: boolean;
}

export function browserPhone({ clock, owner, register = true, ...options }: BrowserPhoneOptions): Phone {
  const storage = browserStorage();
  return new Phone({
    ...options,
    register,
    clock,
    lockName: `yihao.phone.${owner}`,
    openLine: (line) => new SipLine(line, clock),
    chance: unguessedChance,
    locks: 'locks' in navigator ? navigator.locks : undefined,
    storage,
    checkMicrophone: (constraints) => checkMicrophone(browserMedia(), constraints, clock),
    devices: readDeviceChoice(storage),
    watchDevices: (changed) => watchDevices(browserMedia(), browserPermissions(), changed),
  });
}

/** In [0, 1), from the browser's own randomness. */
export function unguessedChance(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}

/** Undefined in a page that is not secure, whatever the types say. */
export function browserMedia(): MediaDevices | undefined {
  return (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
}

/** Undefined in a page that is not secure, and in browsers of before 2022. */
function browserPermissions(): Permissions | undefined {
  return (navigator as { readonly permissions?: Permissions }).permissions;
}

/** Undefined where the browser keeps nothing for this page. */
export function browserStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
