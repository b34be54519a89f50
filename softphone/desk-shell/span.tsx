import type { ReactNode } from 'react';
import { formatDuration } from '../i18n/format.js';
import { useNow } from './desk-context.js';

/** Time since a moment, counting. @param since milliseconds since the epoch. */
export function Span({ since }: { readonly since: number }): ReactNode {
  const seconds = (useNow() - since) / 1000;
  return <time className="span">{formatDuration(seconds)}</time>;
}
