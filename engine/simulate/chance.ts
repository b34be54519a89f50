/** Chance with a seed: the same numbers on every run and machine. For simulation alone; anyone can guess them. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
}

/**
 * A stream of its own for each set of labels (sfc32). Streams that differ in a label are independent for every
 * practical purpose, so what one part of a simulation draws never shifts what another draws.
 */
export function chanceFor(seed: number, ...labels: readonly (string | number)[]): Chance {
  let [a, b, c, counter] = hash([seed, ...labels].join('\u0000'));
  const step = (): number => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  // The first numbers still show how alike two seeds are.
  for (let i = 0; i < 15; i++) step();
  return { next: step };
}

/** 128 bits of the text (cyrb128). */
function hash(text: string): [number, number, number, number] {
  let h1 = 1_779_033_703;
  let h2 = 3_144_134_277;
  let h3 = 1_013_904_242;
  let h4 = 2_773_480_762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2_716_044_179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  const all = h1 ^ h2 ^ h3 ^ h4;
  return [all, h2 ^ all, h3 ^ all, h4 ^ all];
}
