/** The engine's reasons as sentences: why somebody waits, and why an agent was chosen. */
import type { Decision, Explanation } from './contract.js';
import type { distributionTexts } from './distribution-texts.js';

export type DistributionWords = (typeof distributionTexts)['zh-CN'];

/** @param clock writes a time of day. */
export function explanationWords(
  explanation: Explanation,
  words: DistributionWords,
  clock: (at: number) => string,
): string {
  const { explain } = words;
  const stateName = (state: string): string => (words.agentStates as Record<string, string>)[state] ?? state;
  switch (explanation.why) {
    case 'offered':
      return explain.offered(explanation.agent);
    case 'waitsForAgent':
      return explain.waitsForAgent(explanation.agent, stateName(explanation.state), clock(explanation.until));
    case 'nobodySignedIn':
      return explain.nobodySignedIn;
    case 'nobodyForMedium':
      return explain.nobodyForMedium(explanation.signedIn);
    case 'nobodySkilled':
      return explain.nobodySkilled(explanation.signedIn, explanation.missing.join(', '));
    case 'shareUsedUp':
      return explain.shareUsedUp(explanation.region, explanation.agents);
    case 'allBusy':
      return explain.allBusy(
        explanation.skilled,
        Object.entries(explanation.states)
          .map(([state, agents]) => `${stateName(state)} ${agents}`)
          .join(', '),
      );
    case 'unknownTask':
      return explain.unknownTask;
  }
}

/** Name and value of what was weighed; what says nothing is left out. @param duration writes milliseconds. */
export function decisionFacts(
  decision: Decision,
  words: DistributionWords,
  names: { readonly skill: (id: string) => string },
  duration: (ms: number) => string,
): readonly (readonly [name: string, value: string])[] {
  const { decision: say, criteria } = words;
  const { by, waitedMs, idleMs, skills, relaxed, priority, level, region, over } = decision;
  const skillText = skills.map(({ skill, least, level: has }) => `${names.skill(skill)} ≥ ${least} / ${has}`);
  const second = over ? say.overBy(over.id, criteria[over.criterion]) : say.alone;
  return [
    [say.waited, duration(waitedMs)],
    [say.idle, duration(idleMs)],
    [say.skills, [...skillText, ...(relaxed ? [say.relaxed] : [])].join('；')],
    [say.priority, String(priority)],
    [say.level, level === 0 ? '' : String(level)],
    [say.region, region ? say.owed(region.region, Math.round(region.owed * 10) / 10) : ''],
    [say.over, by === 'task' || by === 'agent' ? second : ''],
  ];
}
