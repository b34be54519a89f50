import t from 'tap';
import { RouteGate } from './route-gate.js';

function page(): { gate: RouteGate; address: () => string; open: (hash: string) => boolean } {
  let hash = '#/flows/a';
  const gate: RouteGate = new RouteGate({
    read: () => hash,
    replace: (other) => (hash = other),
    go: (other) => {
      hash = other;
      gate.moved();
    },
  });
  const open = (other: string): boolean => {
    hash = other;
    return gate.moved();
  };
  return { gate, address: () => hash, open };
}

t.test('nobody is asked where nothing is held', async (t) => {
  const { gate, open } = page();
  t.equal(open('#/flows'), true);
  t.equal(gate.shown(), '#/flows');
  gate.hold(() => t.fail('was let go'))();
  t.equal(open('#/calls'), true);
});

t.test('a page that is held stays, and its address with it, until the person wants to leave', async (t) => {
  const { gate, address, open } = page();
  const asked: (() => void)[] = [];
  gate.hold((leave) => asked.push(leave));
  t.equal(open('#/flows'), false);
  t.equal(gate.shown(), '#/flows/a');
  t.equal(address(), '#/flows/a');
  t.equal(gate.moved(), false, 'a second listener asks nothing');
  t.equal(asked.length, 1);
  asked[0]?.();
  t.equal(gate.shown(), '#/flows');
  t.equal(open('#/calls'), true, 'the next page is not held');
});
