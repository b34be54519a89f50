import { Scope } from '../../kernel/scope.js';
import { inHall } from '../journey/hall.js';
import { runSipp } from '../product/sipp.js';

const calls = 100;
const publications = 20;
const number = '96201';

/** Two menus and a farewell; the names of the nodes tell the version. */
const version = (n: number): string => `flow: load
language: zh-CN
start: first-${n}
nodes:
  first-${n}: { kind: menu, prompts: [welcome], timeoutMs: 20000, keys: { 1: second-${n} }, noInput: { next: end }, wrongKey: { next: end } }
  second-${n}: { kind: menu, prompts: [goodbye], timeoutMs: 20000, keys: { 1: third-${n} }, noInput: { next: end }, wrongKey: { next: end } }
  third-${n}: { kind: play, prompts: [goodbye], interruptible: false, next: end }
`;

inHall({
  [`${publications} publications while ${calls} calls are in the flow: none is disturbed, and each is on one version`]:
    async (t, hall) => {
      const { web } = hall.product;
      const scope = new Scope();
      t.teardown(() => scope.close());
      const publish = (n: number): Promise<unknown> =>
        web.json('POST', '/api/flows/load/publish', {
          ...{ text: version(n), cases: '', reason: `version ${n}`, basedOn: n - 1 },
        });
      await publish(1);
      await web.json('PUT', `/api/numbers/${number}`, { name: 'load', flow: 'load', language: 'zh-CN' });
      const callers = Array.from({ length: calls }, (_, n) => `1382220${String(n).padStart(4, '0')}`);
      const running = runSipp(scope, hall.product.sip, {
        ...{ scenario: 'caller', callers, rate: 8, audioMs: 14_000 },
        keys: [
          { key: '1', atMs: 6_000 },
          { key: '1', atMs: 11_000 },
        ],
        extra: ['-s', number],
      });
      for (let n = 2; n <= publications + 1; n++) {
        await publish(n);
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
      const sipp = await running;
      t.equal(sipp.code, 0, sipp.errors);
      const versions = new Set<string>();
      for (const caller of callers) {
        const { call } = await web.call(await hall.product.finished(caller));
        const path = call['ivrPath'] as readonly string[];
        const [, one = ''] = /^first-(\d+)$/.exec(path[0] ?? '') ?? [];
        t.same(path, [`first-${one}`, `second-${one}`, `third-${one}`], caller);
        t.match(call, { outcome: 'selfService', hungUpBy: 'system' });
        versions.add(one);
      }
      t.ok(versions.size > publications / 2, `${versions.size} versions had calls`);
      t.equal((await web.live()).calls.length, 0);
    },
});
