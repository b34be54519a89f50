import fc from 'fast-check';
import t from 'tap';
import { actionNames } from './actions.js';
import {
  actionOf,
  ariaShortcut,
  combinationOf,
  combinationText,
  defaultShortcuts,
  parseShortcuts,
  reassign,
  type KeyPress,
} from './shortcuts.js';

const press = (code: string, changes: Partial<KeyPress> = {}): KeyPress => ({
  ...{ code, key: '', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false },
  ...{ isComposing: false, repeat: false, altGraph: false, inTextField: false },
  ...changes,
});

t.test('Alt+A answers, wherever the focus is', (t) => {
  t.equal(actionOf(press('KeyA', { altKey: true }), defaultShortcuts), 'answer');
  t.equal(actionOf(press('KeyA', { altKey: true, inTextField: true }), defaultShortcuts), 'answer');
  t.equal(actionOf(press('KeyA', { altKey: true, shiftKey: true }), defaultShortcuts), null);
  t.equal(actionOf(press('KeyA'), defaultShortcuts), null);
  t.end();
});

t.test('a key that an input method has is never taken from it', (t) => {
  for (const stolen of [{ isComposing: true }, { key: 'Process' }, { altGraph: true }, { repeat: true }]) {
    t.equal(actionOf(press('KeyA', { altKey: true, ...stolen }), defaultShortcuts), null);
  }
  t.end();
});

t.test('a key without a modifier belongs to a text field that has the focus', (t) => {
  const plain = reassign(defaultShortcuts, 'answer', 'F2');
  t.equal(actionOf(press('F2'), plain), 'answer');
  t.equal(actionOf(press('F2', { inTextField: true }), plain), null);
  t.end();
});

t.test('every action has a key, and no key has two', (t) => {
  const given = actionNames.map((action) => defaultShortcuts[action]).filter(Boolean);
  t.equal(given.length, actionNames.length);
  t.equal(new Set(given).size, given.length);
  t.end();
});

t.test('however keys are changed, one key never means two things', (t) => {
  const change = fc.tuple(fc.constantFrom(...actionNames), fc.constantFrom('Alt+KeyA', 'Alt+KeyB', 'F2', ''));
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const result = changes.reduce((all, [action, keys]) => reassign(all, action, keys), defaultShortcuts);
      const given = actionNames.map((action) => result[action]).filter(Boolean);
      return new Set(given).size === given.length;
    }),
  );
  t.end();
});

t.test('keys survive being kept, and whatever is kept gives keys', (t) => {
  const own = reassign(defaultShortcuts, 'mute', 'Ctrl+Shift+F9');
  t.same(parseShortcuts(JSON.stringify(own)), own);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const result = parseShortcuts(text);
      return actionNames.every((action) => typeof result[action] === 'string');
    }),
  );
  t.end();
});

t.test('keys are written as people write them', (t) => {
  t.equal(combinationText('Alt+KeyA'), 'Alt+A');
  t.equal(combinationText('Ctrl+Digit1'), 'Ctrl+1');
  t.equal(ariaShortcut('Ctrl+Comma'), 'Control+,');
  t.equal(combinationOf(press('AltLeft', { altKey: true })), undefined);
  t.end();
});
