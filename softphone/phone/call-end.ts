import type { CallEnd } from './phone-state.js';

/** What a final answer to our INVITE means (RFC 3261 21.4 to 21.6). */
export function endOfStatus(status: number): CallEnd {
  switch (status) {
    case 486:
    case 600:
      return 'busy';
    case 408:
    case 480:
      return 'noAnswer';
    case 403:
    case 603:
      return 'rejected';
    case 404:
    case 410:
    case 484:
    case 604:
      return 'notFound';
    case 487:
      return 'cancelled';
    default:
      return 'failed';
  }
}
