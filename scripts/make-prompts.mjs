// Speaks ivr-flows/prompts/<language>.yaml into <language>/<id>.wav and plays the hold music into music/hold.wav:
// 8 kHz, 16 bit, mono. Needs espeak-ng and sox (`apt-get install espeak-ng sox`). The same texts give the same files.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const prompts = fileURLToPath(new URL('../ivr-flows/prompts/', import.meta.url));
const VOICES = { 'zh-CN': ['-v', 'cmn-latn-pinyin', '-s', '150'], en: ['-v', 'en-us', '-s', '150'] };
/** No dither and a fixed seed: nothing by chance. */
const SOX = ['-D', '-R'];
const WAV = ['-r', '8000', '-c', '1', '-b', '16'];

const work = mkdtempSync(join(tmpdir(), 'prompts-'));
try {
  for (const [language, voice] of Object.entries(VOICES)) speak(language, voice);
  playHoldMusic();
} finally {
  rmSync(work, { recursive: true });
}

function speak(language, voice) {
  const texts = parse(readFileSync(join(prompts, `${language}.yaml`), 'utf8'));
  const folder = join(prompts, language);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder))
    if (!(file.replace(/\.wav$/, '') in texts)) rmSync(join(folder, file));
  for (const [id, text] of Object.entries(texts)) {
    const raw = join(work, 'raw.wav');
    execFileSync('espeak-ng', [...voice, '-w', raw, '--', text]);
    // Silence at both ends goes, so that digits and numbers join up; a sentence keeps a short pause after it.
    const pause = /^(digit|number)-|-before$/.test(id) ? '0.04' : '0.25';
    sox(
      [raw, ...WAV, join(folder, `${id}.wav`)],
      [
        'gain',
        '-3',
        'highpass',
        '120',
        ...trim(),
        'reverse',
        ...trim(),
        'reverse',
        'norm',
        '-4',
        'pad',
        '0.02',
        pause,
      ],
    );
  }
}

function trim() {
  return ['silence', '1', '0.01', '0.4%'];
}

/** A slow pentatonic melody over held fifths: our own, free of anybody's rights. */
function playHoldMusic() {
  const melody = [76, 79, 81, 79, 76, 74, 72, 74, 76, 74, 72, 69, 67, 69, 72, 72];
  const ground = [48, 53, 45, 43, 48, 53, 43, 48];
  const hertz = (note) => 440 * 2 ** ((note - 69) / 12);
  const line = (name, notes, seconds, partials, gain) => {
    const files = notes.map((note, i) => {
      const file = join(work, `${name}-${i}.wav`);
      const tones = partials.flatMap((partial) => ['sine', (hertz(note) * partial).toFixed(3)]);
      sox(
        ['-n', '-r', '8000', '-b', '16', file],
        [
          'synth',
          String(seconds),
          ...tones,
          'remix',
          '-',
          'fade',
          'h',
          '0.06',
          String(seconds),
          String(seconds * 0.7),
          'gain',
          gain,
        ],
      );
      return file;
    });
    const all = join(work, `${name}.wav`);
    sox([...files, all]);
    return all;
  };
  const folder = join(prompts, 'music');
  mkdirSync(folder, { recursive: true });
  const parts = [line('melody', melody, 1.5, [1, 2], '-10'), line('ground', ground, 3, [1, 1.5], '-14')];
  sox(['-m', ...parts, ...WAV, join(folder, 'hold.wav')], ['lowpass', '2400', 'norm', '-12']);
}

function sox(files, effects = []) {
  execFileSync('sox', [...SOX, ...files, ...effects], { stdio: ['ignore', 'ignore', 'inherit'] });
}
