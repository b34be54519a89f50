/** How fast the ACD decides as the floor grows, and what a waiting caller costs: the pure module, on one core. */
import { growth, measureAcd, type Row as AcdRow } from '../../engine/acd/acd.bench.js';
import { verdict, type Row, type Section } from './report.js';
import { wholeRun, type Run } from './run.js';

export function measureDistribution(run: Run): Promise<Section> {
  const isWhole = run.rounds === wholeRun.rounds;
  const rows = [...(isWhole ? measureAcd(3) : measureAcd(0.2, 10_000))];
  return Promise.resolve({
    name: 'distribution',
    title: 'Call distribution, the pure module',
    peer: null,
    how:
      'Agents with 10 skills and 5 queues each, callers who ask for up to 2 skills, a third of whom rise and relax in ' +
      'time. `idle`: agents stand ready; `full`: so many callers wait; `kinds`: as `idle`, ' +
      'with 93 kinds of demand in one queue, 31 regions times 3 skills. Events a second by processor time; the times of ' +
      'one event by the clock, with whatever else the machine does.',
    rows: rows.map(asRow),
    verdicts: verdicts(rows),
  });
}

function asRow({ load, agents, queues, waiting, perSecond, p50, p99, bytesEach }: AcdRow): Row {
  const floor = `${agents} agents, ${queues} queues, ${waiting} waiting`;
  const bytes = waiting === 0 ? '' : `, ${Math.round(bytesEach)} octets a caller`;
  const yihao = `${Math.round(perSecond)} events/s, p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs${bytes}`;
  return { what: `${load}: ${floor}`, yihao, freeSwitch: '', ratio: '' };
}

function verdicts(rows: readonly AcdRow[]): string[] {
  const big = rows.find((row) => row.load === 'full' && row.agents === 10_000 && row.queues === 200);
  if (!big) return [];
  const times = (['idle', 'full'] as const).map((load) => {
    const [ten, hundred] = growth(rows, load).map((one) => one.toFixed(2));
    return `${load}: an event costs ${ten ?? '-'} times as much at 10 times the size, ${hundred ?? '-'} at 100.`;
  });
  const kinds = rows.find((row) => row.load === 'kinds');
  return [
    verdict('microseconds an event, 10,000 agents and 50,000 waiting', 1e6 / big.perSecond, 50, ' µs'),
    verdict('p99 of one event there', big.p99 / 1000, 1, ' ms'),
    ...(kinds
      ? [verdict('p99 of one event with 93 kinds of demand in a queue', kinds.p99 / 1000, 1, ' ms')]
      : []),
    verdict('memory of a waiting caller', big.bytesEach / 1000, 2, ' kB'),
    ...times,
  ];
}
