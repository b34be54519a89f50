/** What the launcher's children tell it over their channel, and how they notice that it is gone. */

export type LaunchMessage =
  /** Serves. */
  | { readonly kind: 'ready' }
  /** Passwords that exist in clear for this moment alone, to be shown to whoever started us. */
  | { readonly kind: 'credentials'; readonly of: CredentialsOf; readonly list: readonly Credential[] };

export type CredentialsOf = 'administrator' | 'demo';

export interface Credential {
  readonly name: string;
  readonly password: string;
  readonly about: string;
}

/** @returns false where there is no launcher, so that the caller says it in another way. */
export function tellLauncher(message: LaunchMessage): boolean {
  return process.send?.(message) ?? false;
}

/** Calls `gone` when the launcher ended, however it did; never where there is none. */
export function onLauncherGone(gone: () => void): void {
  process.once('disconnect', gone);
  // A listener would keep a process alive that has nothing else to do.
  process.channel?.unref();
}

/** A message as it comes from a child of this version. */
export function isLaunchMessage(message: unknown): message is LaunchMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    (message.kind === 'ready' || message.kind === 'credentials')
  );
}
