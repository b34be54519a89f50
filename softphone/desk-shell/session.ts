/** Whether somebody is signed in at this browser, and what the page has to show first. */
import type { User } from '../api/client.js';

export type SessionState =
  | { readonly name: 'asking' }
  | { readonly name: 'silent' }
  /** `expired`: there was a session, and the page says why it asks again. */
  | { readonly name: 'signedOut'; readonly expired: boolean }
  /** The password was given by somebody else and has to be changed first. */
  | { readonly name: 'mustChange'; readonly user: User }
  | { readonly name: 'signedIn'; readonly user: User };

export type SessionEvent =
  | { readonly type: 'user.known'; readonly user: User }
  | { readonly type: 'password.changed' }
  /** The engine knows of no session. */
  | { readonly type: 'session.missing' }
  | { readonly type: 'signed.out' }
  | { readonly type: 'server.silent' };

export const askingForSession: SessionState = { name: 'asking' };

export function reduceSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'user.known':
      return { name: event.user.mustChangePassword ? 'mustChange' : 'signedIn', user: event.user };
    case 'password.changed':
      if (state.name !== 'mustChange') return state;
      return { name: 'signedIn', user: { ...state.user, mustChangePassword: false } };
    case 'session.missing':
      return state.name === 'signedOut' ? state : { name: 'signedOut', expired: 'user' in state };
    case 'signed.out':
      return { name: 'signedOut', expired: false };
    case 'server.silent':
      // A page that works goes on; its own parts say that they have no connection.
      return state.name === 'asking' ? { name: 'silent' } : state;
  }
}
