export function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The value below which the share `q` (0 to 1) of sorted values lies; 0 where there are none. */
export function at(values: readonly number[], q: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;
}

export function median(values: readonly number[]): number {
  const inOrder = sorted(values);
  const middle = inOrder.length >> 1;
  if (inOrder.length % 2 === 1) return inOrder[middle] ?? 0;
  return ((inOrder[middle - 1] ?? 0) + (inOrder[middle] ?? 0)) / 2;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
