import t from 'tap';
import { checkForms } from '../desk-shell/testing/accessibility.js';
import { openBrowser } from '../desk-shell/testing/desk-browser.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

const lists = ['blacklist', 'whitelist', 'important', 'regions', 'prompts'];

t.test('WCAG: axe-core finds nothing serious in the forms around flows with their faults', (t) =>
  checkForms(
    t,
    browser,
    lists.map((one) => `hotline/${one}`),
  ),
);
