import { refuse, ok, type Result } from '../kernel/result.js';

export interface Arguments {
  readonly demo: boolean;
  readonly dev: boolean;
  readonly help: boolean;
}

export const usage = `npm start [-- --demo]
  --demo   creates the demo hotline 12345 with four agents, and lets calls from this machine in
  --dev    rebuilds and restarts what changed (npm run dev)
  --help   this text
Settings: yihao.yaml (see yihao.example.yaml) or YIHAO_* variables; docs/settings.md lists them.`;

export function parseArguments(given: readonly string[]): Result<Arguments> {
  const unknown = given.find((one) => !['--demo', '--dev', '--help', '-h'].includes(one));
  if (unknown !== undefined) return refuse(`unknown argument ${unknown}\n${usage}`);
  return ok({
    demo: given.includes('--demo'),
    dev: given.includes('--dev'),
    help: given.includes('--help') || given.includes('-h'),
  });
}
