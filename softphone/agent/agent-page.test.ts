import t from 'tap';
import { checkPages } from '../desk-shell/testing/accessibility.js';
import { openBrowser } from '../desk-shell/testing/desk-browser.js';
import { agent } from '../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

t.test('WCAG: axe-core finds nothing serious on the agent desk', (t) =>
  checkPages(t, browser, agent, ['agent']),
);
