import type { TortureCase } from './torture-case.js';
import { invalidCases } from './torture-invalid.js';
import { layeredCases } from './torture-layered.js';
import { ipv6Cases, validCases } from './torture-valid.js';

/** Messages of RFC 4475 and RFC 5118 with what the parser has to make of them; for tests. */
export const tortureCases: readonly TortureCase[] = [
  ...validCases,
  ...invalidCases,
  ...layeredCases,
  ...ipv6Cases,
];
