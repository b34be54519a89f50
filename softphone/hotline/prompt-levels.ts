import type { Tone } from '../desk-shell/tone.js';

export type LevelJudgement = 'low' | 'good' | 'high';

/** Mean levels of speech that callers hear well beside agents' voices, in dB of full scale. */
const [quietest, loudest] = [-32, -12];

export function judgeLevel(levelDbfs: number): LevelJudgement {
  if (levelDbfs < quietest) return 'low';
  return levelDbfs > loudest ? 'high' : 'good';
}

export const levelTones: Readonly<Record<LevelJudgement, Tone>> = {
  ...{ low: 'warning', good: 'good', high: 'warning' },
};
