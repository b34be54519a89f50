import t from 'tap';
import { checkTexts, type LoadedFlows } from '../flow-files/load-flows.js';
import type { ApiDeps } from './deps.js';
import { refuseWhileUsed } from './flow-uses.js';

function flowsOf(
  ...texts: readonly (readonly [name: string, queue: string, calendar: string])[]
): LoadedFlows {
  const loaded = checkTexts(
    new Map(
      texts.map(([name, queue, calendar]) => [
        `${name}.yaml`,
        `flow: ${name}
language: zh-CN
start: hours
nodes:
  hours:
    kind: branch
    cases: [{ when: { calendar: ${calendar}, is: open }, next: wait }]
    otherwise: bye
  wait: { kind: queue, queue: ${queue}, served: end, timedOut: end, full: bye }
  bye: { kind: hangup }
`,
      ]),
    ),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.value;
}

t.test(
  'a queue or working hours that a flow in force or on trial names stay, and the nodes are told',
  (t) => {
    const live = flowsOf(['city', 'general', 'office'], ['water', 'general', 'night']);
    const loaded = flowsOf(['city', 'tax', 'office'], ['water', 'unused', 'unused']);
    const canary = { flow: 'city', version: 2, share: 0.1, numbers: [], loaded };
    const deps = { releases: { current: { live, canaries: [canary] } } } as unknown as ApiDeps;
    const refused = (what: 'queue' | 'calendar', id: string): unknown => {
      try {
        refuseWhileUsed(deps, what, id);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    t.match(refused('queue', 'general'), { code: 'conflict', message: /used by city\/wait, water\/wait;/ });
    t.match(refused('queue', 'tax'), { code: 'conflict', message: /city\/wait/ });
    t.match(refused('calendar', 'night'), { code: 'conflict', message: /water\/hours/ });
    t.equal(refused('calendar', 'general'), undefined, 'a queue of that name is no calendar');
    t.equal(refused('queue', 'unused'), undefined, 'of a version on trial the one flow counts');
    t.equal(refused('calendar', 'unused'), undefined);
    t.end();
  },
);
