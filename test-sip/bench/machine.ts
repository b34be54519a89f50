/** The machine that the figures are from. */
import { cpus, loadavg, release } from 'node:os';

export function machine(): string {
  const cores = cpus();
  const model = cores[0]?.model ?? 'unknown processor';
  return `${cores.length} cores (${model}), Linux ${release()}, Node ${process.versions.node}`;
}

/** Load average of the last minute: a busy machine shows in every figure. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}
