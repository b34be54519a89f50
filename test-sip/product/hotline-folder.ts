/** The demo hotline's flow with prompts that are short tones, each of its own pitch, so that tests know what was heard. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tone } from '../peer/tone.js';
import { writeALawWav } from '../peer/wav.js';
import { repository } from '../repository.js';

const promptMs = 300;
export const musicHz = 350;

const pitches: Readonly<Record<string, number>> = {
  welcome: 700,
  'main-menu': 800,
  'service-menu': 900,
  'household-registration': 1000,
  survey: 1100,
  'survey-thanks': 1200,
  goodbye: 1300,
  'wrong-key': 1400,
  'no-input': 1500,
  'position-before': 1600,
  'position-after': 1650,
  'agent-before': 1700,
  'agent-after': 1750,
  'call-back-before': 2900,
  'call-back-promised': 3000,
};

/** Pitch of a prompt, in Hz: digits and numbers rise by 50 Hz. */
export function pitchOf(prompt: string): number {
  const numbered = /^(digit|number)-(\d)$/.exec(prompt);
  if (numbered) return (numbered[1] === 'digit' ? 1800 : 2350) + 50 * Number(numbered[2]);
  return pitches[prompt] ?? 600;
}

/** Fills `folder` with flows and prompts, as ivr-flows/ is. */
export function makeHotlineFolder(folder: string): void {
  const original = join(repository, 'ivr-flows');
  cpSync(original, folder, {
    recursive: true,
    filter: (path) => !path.endsWith('.wav'),
  });
  for (const language of ['zh-CN', 'en']) {
    for (const file of readdirSync(join(original, 'prompts', language))) {
      const prompt = basename(file, '.wav');
      const wav = writeALawWav(tone(pitchOf(prompt), promptMs));
      if (file.endsWith('.wav')) writeFileSync(join(folder, 'prompts', language, file), wav);
    }
  }
  mkdirSync(join(folder, 'prompts', 'music'), { recursive: true });
  for (const file of readdirSync(join(original, 'prompts', 'music'))) {
    writeFileSync(join(folder, 'prompts', 'music', file), writeALawWav(tone(musicHz, 5_000)));
  }
}
