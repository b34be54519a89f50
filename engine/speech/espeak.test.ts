import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { EspeakVoice, findProgram } from './espeak.js';
import { SpeechFiles, type SpeechLimits } from './speech-files.js';

/** A program in espeak-ng's place, written in shell. */
async function fake(t: Test, script: string, limits: Partial<SpeechLimits> = {}, longestMs = 5_000) {
  const home = await mkdtemp(join(tmpdir(), 'speech-'));
  t.teardown(() => rm(home, { recursive: true }));
  const program = join(home, 'espeak-ng');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const folder = join(home, 'speech');
  return { home, folder, speech: speechBy(program, folder, limits, longestMs) };
}

function speechBy(
  program: string,
  folder: string,
  limits: Partial<SpeechLimits> = {},
  longestMs = 5_000,
): SpeechFiles {
  const voice = new EspeakVoice({ program, clock: systemClock, longestMs });
  return new SpeechFiles({ voices: [voice], folder, clock: systemClock, limits });
}

/** Writes its arguments and its text to the file behind -w, and a line to calls. */
const echo = `text=$(/bin/cat); for file; do :; done; echo "$@ $text" > "$file"; echo x >> "\${file%/speech/*}/calls"`;

t.test('a text is spoken once, by its language, and never reaches a command line', async (t) => {
  const { home, speech } = await fake(t, echo);
  const text = '你好"; rm -rf $HOME `x` -w /etc/passwd';
  const [first, second] = await Promise.all([speech.speak(text, 'zh-CN'), speech.speak(text, 'zh-CN')]);
  t.same(first, { ok: true, value: speech.pathFor(text, 'zh-CN') });
  t.same(second, first);
  t.same(await speech.speak(text, 'zh-CN'), first);
  t.equal(await readFile(join(home, 'calls'), 'utf8'), 'x\n');
  const spoken = await readFile(speech.pathFor(text, 'zh-CN'), 'utf8');
  t.match(spoken, /^-v cmn-latn-pinyin -s 150 -b 1 --stdin -w \S+ /);
  t.ok(spoken.trimEnd().endsWith(text));
  t.not(speech.pathFor(text, 'en'), speech.pathFor(text, 'zh-CN'));
});

t.test('a program that fails, hangs or is not there refuses, and leaves no file behind', async (t) => {
  const failing = await fake(t, 'exit 3');
  t.match(await failing.speech.speak('x', 'en'), { ok: false, why: 'espeak-ng ended with 3' });
  t.same(await readdir(failing.folder), []);
  const hanging = await fake(t, 'exec /bin/sleep 60', {}, 100);
  t.match(await hanging.speech.speak('x', 'en'), { ok: false, why: 'espeak-ng ended with SIGKILL' });
  const gone = speechBy(join(failing.home, 'nothing'), failing.folder);
  t.match(await gone.speak('x', 'en'), { ok: false });
});

t.test('text, waiting and files are bounded', async (t) => {
  const { folder, speech } = await fake(t, echo, { longestText: 5, atOnce: 1, waiting: 1, files: 1 });
  t.match(await speech.speak('123456', 'en'), { ok: false });
  t.match(await speech.speak('  ', 'en'), { ok: false });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((text) => speech.speak(text, 'en')));
  t.ok(answers.some((answer) => answer.ok));
  const later = speechBy(join(folder, '..', 'espeak-ng'), folder, { files: 1 });
  await later.speak('z', 'en');
  t.equal((await readdir(folder)).length, 1, 'the oldest went');
});

t.test('a program is looked for in absolute folders alone', async (t) => {
  const { home } = await fake(t, 'exit 0');
  t.equal(await findProgram('espeak-ng', `.:relative:${home}`), join(home, 'espeak-ng'));
  t.equal(await findProgram('espeak-ng', 'relative'), undefined);
});

t.test('espeak-ng itself makes a WAV of Chinese and English', async (t) => {
  const program = await findProgram('espeak-ng', '/usr/bin:/usr/local/bin');
  if (program === undefined) {
    t.comment('espeak-ng is not on this machine');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'speech-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const speech = speechBy(program, folder);
  for (const [text, language] of [
    ['您的工单正在办理。', 'zh-CN'],
    ['Your request is in progress.', 'en'],
  ] as const) {
    const spoken = await speech.speak(text, language);
    t.ok(spoken.ok);
    if (!spoken.ok) continue;
    const wav = await readFile(spoken.value);
    t.equal(wav.subarray(0, 4).toString(), 'RIFF');
    t.ok(wav.length > 16_000, 'more than a third of a second');
  }
});
