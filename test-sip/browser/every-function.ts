/** Runs every row of by-both-ways.ts one of the two ways; a file for each, so that neither takes long. */
import t from 'tap';
import { Scope } from '../../kernel/scope.js';
import { clear, rows, type Stand } from './by-both-ways.js';
import { Person } from './chromium.js';
import type { By } from './desk-tab.js';
import { hz, openFloor, readyAgent } from './floor.js';

const fileTimeoutMs = 500_000;

/** The softphone bar on the agent desk: every function, with the sound that it makes or ends. */
export function everyFunction(by: By): void {
  const scope = new Scope();
  let stand: Stand | undefined;
  let person: Person | undefined;
  t.setTimeout(fileTimeoutMs);
  t.teardown(() => scope.close());
  void t.test('the product, an agent with a browser, a colleague and a caller with phones', async () => {
    const [{ product }, agent] = await Promise.all([openFloor(scope), Person.arrive(scope, hz.agent)]);
    person = agent;
    const desk = await readyAgent(product, await agent.profile(), '1001', by);
    await product.web.setAgent('1002', { want: 'signIn' });
    stand = {
      ...{ product, desk },
      caller: await product.callerPhone('13800000001'),
      colleague: await product.agentPhone('1002'),
    };
  });
  for (const [title, row] of Object.entries(rows)) {
    void t.test(`by ${by}: ${title}`, async (t) => {
      if (!stand) return t.fail('the product does not run');
      try {
        await row(t, stand, by);
      } finally {
        await clear(stand);
      }
      return undefined;
    });
  }
  void t.test('no page threw anything, and the product stops', async (t) => {
    t.same(person?.faults, []);
    await scope.close();
  });
}
