import type { ReactNode } from 'react';
import { useShade } from './desk-context.js';
import { toneColours, type Tone } from './tone.js';

interface Props {
  readonly tone: Tone;
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly title?: string | undefined;
}

/** A state as colour, icon and words: never as colour alone. */
export function ToneTag({ tone, icon, children, title }: Props): ReactNode {
  const { text, background, border } = toneColours(tone, useShade());
  return (
    <span className="tone-tag" style={{ color: text, background, borderColor: border }} title={title}>
      <span aria-hidden="true">{icon}</span>
      {children}
    </span>
  );
}
