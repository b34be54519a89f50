import t from 'tap';
import { domainTexts, reasonText } from './domain-texts.js';
import { formatDuration } from './format.js';
import { defineTexts, languageChoice } from './language.js';

t.test('Chinese unless the person chose English, which holds for the next visit', (t) => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
  const choice = languageChoice(storage);
  const told: string[] = [];
  choice.changed.on((language) => told.push(language));
  t.equal(choice.get(), 'zh-CN');
  choice.set('en');
  choice.set('en');
  t.same(told, ['en']);
  t.equal(languageChoice(storage).get(), 'en');
  t.equal(languageChoice(undefined).get(), 'zh-CN');
  t.end();
});

t.test('a duration has hours only when there are some, and is never negative', (t) => {
  t.same([0, 75, 3675, -4, 59.9].map(formatDuration), ['00:00', '01:15', '1:01:15', '00:00', '00:59']);
  t.end();
});

t.test('a reason is said in words where it is known, and as it stands where it is not', (t) => {
  t.equal(reasonText('notReady', 'break', 'zh-CN'), '小休');
  t.equal(reasonText('deviceFault', 'busy', 'zh-CN'), '话机占线', 'the same code means another thing there');
  t.equal(reasonText('notReady', 'busy', 'zh-CN'), '示忙');
  t.equal(reasonText('notReady', '接待来访', 'en'), '接待来访');
  t.equal(defineTexts({ a: '甲' }, { a: 'A' }).en.a, 'A');
  t.equal(domainTexts.en.agentStates.ready, 'Ready');
  t.end();
});
