import fc from 'fast-check';
import t from 'tap';
import { screenPopUrl } from './screen-pop.js';
import { sceneConversation } from './testing/scenes.js';

const base = 'https://crm.example/desk/';
const pop = (template: string, changes = {}): string | null =>
  screenPopUrl(template, { ...sceneConversation, ...changes }, base);

t.test('placeholders are filled and escaped; what is unknown is empty', (t) => {
  t.equal(
    pop('https://crm/x?tel={caller}&q={queue}&k={keys}&a={data.区域}&z={nothing}{data.nothing}'),
    'https://crm/x?tel=13812345678&q=general&k=12&a=%E5%9F%8E%E5%8C%97%E5%8C%BA&z=',
  );
  t.equal(pop('/t/{call}'), 'https://crm.example/t/c1');
  t.equal(pop(''), null);
  t.equal(pop('/x?{toString}{data.constructor}'), 'https://crm.example/x?');
  t.end();
});

t.test('a caller’s data can neither become a script nor change where the page leads', (t) => {
  t.equal(pop('javascript:alert(1)'), null);
  t.equal(pop('{data.x}', { data: { x: 'javascript:alert(1)' } })?.startsWith('https://crm.example/'), true);
  fc.assert(
    fc.property(fc.string(), (x) => {
      const url = pop('https://crm/t?x={data.x}', { data: { x } });
      return url !== null && new URL(url).host === 'crm' && new URL(url).pathname === '/t';
    }),
  );
  t.end();
});
