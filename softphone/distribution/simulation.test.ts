import t from 'tap';
import type { SimulationAnswer } from './contract.js';
import { changedSettings, changeText, clockTimes, dateIn, estimateText, figureLines } from './simulation.js';

const estimate = (mean: number, halfWidth: number | null = 0.01) => ({ mean, halfWidth });

function answerWith(change: object): SimulationAnswer {
  const side = (serviceLevel: number): object => ({
    all: { queue: '', estimates: { serviceLevel: estimate(serviceLevel) } },
    queues: [{ queue: 'tax', estimates: { serviceLevel: estimate(0.5) } }],
  });
  return {
    recorded: [{ queue: '', offered: 200, abandoned: 10, serviceLevel: 0.81 }],
    ...{ before: side(0.8), after: side(0.9) },
    changes: [{ queue: '', estimates: change }],
  } as unknown as SimulationAnswer;
}

t.test('a change whose interval leaves out none at all is better or worse, else chance', async (t) => {
  const verdict = (measure: string, change: object): string | undefined =>
    figureLines(answerWith({ [measure]: change }), '').find((line) => line.measure === measure)?.verdict;
  t.equal(verdict('serviceLevel', estimate(0.1)), 'better');
  t.equal(verdict('abandonShare', estimate(0.1)), 'worse');
  t.equal(verdict('occupancy', estimate(0.1)), 'other');
  t.equal(verdict('serviceLevel', estimate(0.005)), 'chance');
  t.equal(verdict('serviceLevel', estimate(0.5, null)), 'chance');
});

t.test('figures of all queues together, and of one', async (t) => {
  const answer = answerWith({ serviceLevel: estimate(0.1) });
  const of = (queue: string, measure: string) =>
    figureLines(answer, queue).find((line) => line.measure === measure);
  t.equal(of('', 'serviceLevel')?.recorded, 0.81);
  t.equal(of('', 'abandonShare')?.recorded, 0.05, 'what the records do not say is reckoned');
  t.equal(of('tax', 'serviceLevel')?.before?.mean, 0.5);
  t.equal(of('tax', 'serviceLevel')?.recorded, undefined);
});

t.test('shares are percentages, changes have a sign', async (t) => {
  t.equal(estimateText('serviceLevel', estimate(0.8123)), '81.2 % ± 1.0 %');
  t.equal(estimateText('asaSeconds', estimate(12.34, null)), '12.3');
  t.equal(changeText('serviceLevel', estimate(0.04)), '+4.0 % ± 1.0 %');
  t.equal(estimateText('asaSeconds', null), '–');
});

t.test('which settings differ; none, and an empty one, are the same', async (t) => {
  const before: { id: string; capacity: number; distribution?: object } = { id: 'tax', capacity: 256 };
  t.same(changedSettings(before, { ...before, capacity: 30, distribution: {} }), ['capacity']);
});

t.test('the half hours of a day', async (t) => {
  t.equal(clockTimes.length, 49);
  t.same([clockTimes[0], clockTimes[17], clockTimes.at(-1)], ['00:00', '08:30', '24:00']);
});

t.test('a day is one of the time zone’s clock', async (t) => {
  const at = Date.parse('2026-03-01T16:30Z');
  t.equal(dateIn('Asia/Shanghai', at), '2026-03-02');
  t.equal(dateIn('Europe/Berlin', at), '2026-03-01');
});
