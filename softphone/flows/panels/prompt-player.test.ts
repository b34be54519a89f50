import t from 'tap';
import { PromptPlayer, soundOf, spokenInstead, type Player } from './prompt-player.js';
import type { Prompt } from './panel-requests.js';

const welcome: Prompt = { kind: 'recorded', language: 'zh-CN', id: 'welcome' };
const hours: Prompt = { kind: 'recorded', language: 'en', id: 'hours', text: 'from nine' };
const said: Prompt = { kind: 'spoken', language: 'en', text: 'your order & more' };

function playerForTest(missing: readonly string[] = []) {
  const played: string[] = [];
  const player: Player = {
    ...{ src: '', onended: null, onerror: null, pause: () => undefined },
    play: async () => {
      played.push(player.src);
      if (missing.includes(player.src)) throw new Error('not there');
    },
  };
  const end = () => (player.onended as (() => void) | null)?.();
  return { player, played, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

t.test('a prompt sounds as the engine has it', (t) => {
  t.equal(soundOf(welcome), '/api/flow-sounds/zh-CN/prompts/welcome');
  t.equal(soundOf(said), '/api/flow-sounds/en/speech?text=your%20order%20%26%20more');
  t.equal(spokenInstead(welcome), undefined);
  t.equal(spokenInstead(hours), '/api/flow-sounds/en/speech?text=from%20nine');
  t.end();
});

t.test('prompts are played one after the other; a recording that is not there is spoken', async (t) => {
  const { player, played, end } = playerForTest([soundOf(hours)]);
  const heard = new PromptPlayer(player).play([welcome, hours, said]);
  for (let n = 0; n < 3; n++) {
    await settled();
    end();
  }
  t.equal(await heard, true);
  t.same(played, [soundOf(welcome), soundOf(hours), spokenInstead(hours), soundOf(said)]);
});

t.test('what plays is cut short by what comes next, and by a stop', async (t) => {
  const { player, played, end } = playerForTest();
  const prompts = new PromptPlayer(player);
  const first = prompts.play([welcome, said]);
  await settled();
  const second = prompts.play([said]);
  t.equal(await first, false);
  prompts.stop();
  t.equal(await second, false);
  end();
  t.same(played, [soundOf(welcome), soundOf(said)]);
  t.equal(await prompts.play([]), false);
});
