import t from 'tap';
import { ok, type Result } from '../../kernel/result.js';
import { PromptSounds } from './prompt-sounds.js';

t.test('listeners have a part of the synthesiser, calls the rest', async (t) => {
  const end: ((made: Result<string>) => void)[] = [];
  const sounds = new PromptSounds({
    folder: '/nowhere',
    kept: () => undefined,
    speech: { pathFor: () => '', speak: () => new Promise((resolve) => end.push(resolve)) },
  });
  const asked = Array.from({ length: 4 }, (_, i) => sounds.spoken('en', `number ${i}`));
  await t.rejects(sounds.spoken('en', 'one more'), { code: 'speech.busy' });
  for (const one of end) one(ok('/made.wav'));
  t.same(await Promise.all(asked), Array(4).fill('/made.wav'));
  const later = sounds.spoken('en', 'one more');
  end.at(-1)?.(ok('/later.wav'));
  t.equal(await later, '/later.wav');
});

t.test('without a synthesiser, and without a recording, it is said so', async (t) => {
  const sounds = new PromptSounds({ folder: '/nowhere', kept: () => undefined, speech: undefined });
  await t.rejects(sounds.spoken('en', 'hello'), { code: 'binary.missing' });
  await t.rejects(sounds.recorded('en', 'welcome'), { code: 'not.found' });
});
