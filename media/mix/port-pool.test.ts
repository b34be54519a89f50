import fc from 'fast-check';
import t from 'tap';
import { systemRandom } from '../../kernel/random.js';
import { PortPool } from './port-pool.js';

t.test('RFC 3550 11: ports are even, and the next one is within the range too', async (t) => {
  const pool = new PortPool(20_001, 20_010, systemRandom);
  const ports = Array.from({ length: 5 }, () => pool.take());
  t.same(
    [...ports].sort((a = 0, b = 0) => a - b),
    [20_002, 20_004, 20_006, 20_008, undefined],
  );
});

t.test('a freed port rests while others are free', async (t) => {
  const pool = new PortPool(20_000, 20_007, systemRandom);
  const first = pool.take() ?? 0;
  pool.release(first);
  const others = [pool.take(), pool.take(), pool.take()];
  t.notOk(others.includes(first));
  t.equal(pool.take(), first);
});

t.test('no port is out twice, and none is lost', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (steps) => {
      const pool = new PortPool(10_000, 10_199, systemRandom);
      const out: number[] = [];
      for (const take of steps) {
        const port = take ? pool.take() : undefined;
        if (port !== undefined) {
          if (out.includes(port)) return false;
          out.push(port);
        } else {
          const back = out.shift();
          if (back !== undefined) pool.release(back);
        }
      }
      return pool.available + out.length === 100;
    }),
  );
  t.pass();
});
