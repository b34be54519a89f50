import t from 'tap';
import { Scope } from './scope.js';

t.test('closing undoes in reverse order, once', async (t) => {
  const undone: string[] = [];
  const scope = new Scope();
  scope.own(() => void undone.push('first'));
  scope.own(() => void undone.push('second'));
  await Promise.all([scope.close(), scope.close()]);
  t.strictSame(undone, ['second', 'first']);
});

t.test('children close with their parent, or earlier and are then forgotten', async (t) => {
  const undone: string[] = [];
  const parent = new Scope();
  const early = parent.child();
  early.own(() => void undone.push('early'));
  const late = parent.child();
  late.own(() => void undone.push('late'));
  await early.close();
  t.strictSame(undone, ['early']);
  await parent.close();
  t.strictSame(undone, ['early', 'late']);
});

t.test('what is handed to a closed scope is undone at once', async (t) => {
  const scope = new Scope();
  await scope.close();
  let undone = false;
  scope.own(() => {
    undone = true;
  });
  t.ok(undone);
});

t.test('one failing undo keeps no other from running, and is told', async (t) => {
  const scope = new Scope();
  let ran = false;
  scope.own(() => {
    ran = true;
  });
  scope.own(() => {
    throw new Error('stuck');
  });
  await t.rejects(scope.close(), { errors: [{ message: 'stuck' }] });
  t.ok(ran);
});

t.test('an undo run early is not run again', async (t) => {
  const scope = new Scope();
  let times = 0;
  const early = scope.own(() => {
    times++;
  });
  await early();
  await scope.close();
  t.equal(times, 1);
});
