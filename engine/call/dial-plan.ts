/** What the digits mean that somebody dials, and whether and how they may be dialled. */
import type { Random } from '../../kernel/random.js';
import type { Destination, ForbiddenNumber } from '../desk.js';
import type { Configuration, TrunkConfig } from '../store/configuration.js';

/** Leaves out what people write between digits. */
export function plainNumber(dialled: string): string {
  return dialled.replace(/[\s()-]/g, '');
}

/** An extension, a hotline number, or a number outside. */
export function destinationOf(dialled: string, { agents, numbers }: Configuration): Destination {
  const number = plainNumber(dialled);
  if (agents.some(({ id }) => id === number)) return { kind: 'agent', agent: number };
  const hotline = numbers.find((one) => one.number === number);
  return hotline ? { kind: 'flow', flow: hotline.flow, back: false } : { kind: 'number', number };
}

/** Of national numbers that somebody writes as from abroad. */
const homeCountry = '86';

/**
 * All that a carrier may take a number for: `+` stands for the prefix of calls abroad and is left out by some, and a
 * number of this country may be written as from outside of it. A list that knows one of them forbids the others too.
 */
function readingsOf(number: string): readonly string[] {
  const plain = plainNumber(number);
  const bare = plain.replace(/^\+/, '');
  const abroad = /^(?:\+(?:00)?|00)(.*)$/s.exec(plain)?.[1];
  if (abroad === undefined) return [plain];
  const national = abroad.startsWith(homeCountry) ? abroad.slice(homeCountry.length) : undefined;
  return [
    ...[plain, bare, `+${abroad}`, `00${abroad}`],
    ...(national === undefined ? [] : [national, `0${national}`]),
  ];
}

/** The entry that forbids the agent this number (禁拨字段); undefined when it may be dialled. */
export function forbiddenBy(
  number: string,
  agent: string,
  forbidden: readonly ForbiddenNumber[],
): ForbiddenNumber | undefined {
  const readings = readingsOf(number);
  return forbidden.find(
    (entry) =>
      (entry.agents.length === 0 || entry.agents.includes(agent)) &&
      readings.some((one) => (entry.match === 'exact' ? one === entry.number : one.startsWith(entry.number))),
  );
}

/**
 * Trunks in the order in which to try them: by priority, within one priority by chance in the shares of their weights.
 * Those that are off or full are left out.
 * @param calls through the trunk now.
 */
export function trunkOrder(
  trunks: readonly TrunkConfig[],
  calls: (trunk: string) => number,
  random: Random,
): readonly string[] {
  const usable = trunks.filter(
    ({ id, enabled, maxCalls }) => enabled && (maxCalls === 0 || calls(id) < maxCalls),
  );
  const order: string[] = [];
  const left = [...usable].sort((a, b) => a.priority - b.priority);
  for (let first = left[0]; first; first = left[0]) {
    const { priority } = first;
    const drawn = draw(
      left.filter((one) => one.priority === priority),
      random,
    );
    order.push(drawn.id);
    left.splice(left.indexOf(drawn), 1);
  }
  return order;
}

/** One of those that are there, each by its weight; a weight of 0 is the last choice. */
function draw(among: readonly TrunkConfig[], random: Random): TrunkConfig {
  const total = among.reduce((sum, { weight }) => sum + weight, 0);
  let at = total === 0 ? 0 : random.below(total);
  for (const one of among) {
    if (at < one.weight || total === 0) return one;
    at -= one.weight;
  }
  throw new RangeError('nothing to draw from');
}
