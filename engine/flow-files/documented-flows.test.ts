import { readFile } from 'node:fs/promises';
import t from 'tap';
import { checkFlow, checkSet, checkSound } from '../ivr/check.js';
import { nodeKinds } from '../ivr/flow.js';
import { surroundings } from './load-flows.js';
import { runCases } from './run-case-files.js';

const blocks = (page: string, kind: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`yaml ${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );

const pages = ['docs/ivr.md', 'docs/ivr.zh-CN.md'];

for (const file of pages)
  t.test(
    `${file}: every kind of node has an example that the checker accepts, and the cases come out`,
    async (t) => {
      const page = await readFile(file, 'utf8');
      const around = {
        ...(await surroundings('ivr-flows/prompts', { speak: true, callOut: true, recognises: () => true })),
        kept: {
          hasQueue: (id: string) => id === 'general',
          hasAgent: (id: string) => id === '1001',
          hasCalendar: (id: string) => id === 'office',
          hasSecret: (name: string) => name === 'order-system',
        },
      };
      const checked = blocks(page, 'flow').map((text) => {
        const one = checkFlow(text, file, around);
        if (!one.ok) throw new Error(`${JSON.stringify(one.errors)}\n${text}`);
        return one.value;
      });
      const set = checkSet(checked);
      t.ok(set.ok);
      const { errors, warnings } = checkSound(checked, around);
      t.same(
        [...errors, ...warnings].map(({ path, reason }) => `${path} ${reason}`),
        [],
      );
      const shown = new Set(checked.flatMap(({ flow }) => Object.values(flow.nodes).map(({ kind }) => kind)));
      t.same([...shown].sort(), [...nodeKinds].sort());
      const outcomes = blocks(page, 'case').flatMap((text) =>
        runCases(text, file, set.ok ? set.value : new Map()),
      );
      t.same(
        outcomes.map(({ failure }) => failure),
        outcomes.map(() => undefined),
      );
      t.ok(outcomes.length > 1);
    },
  );

t.test('both pages hold the same examples', async (t) => {
  const [english = '', chinese = ''] = await Promise.all(pages.map((file) => readFile(file, 'utf8')));
  for (const kind of ['flow', 'case']) t.same(blocks(english, kind), blocks(chinese, kind));
});
