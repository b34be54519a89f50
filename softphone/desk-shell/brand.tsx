import type { ReactNode } from 'react';
import { icons } from '../bar/icons.js';

/** The product's mark: a handset. The product's name stands beside it, so screen readers pass it over. */
export function BrandMark({ size }: { readonly size: number }): ReactNode {
  return (
    <svg
      className="brand-mark"
      viewBox="-4 -4 32 32"
      width={size}
      height={size}
      aria-hidden
      focusable="false"
    >
      <rect x="-4" y="-4" width="32" height="32" rx="8" />
      <path d={icons.answer} />
    </svg>
  );
}
