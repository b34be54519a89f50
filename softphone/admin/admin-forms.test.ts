import t from 'tap';
import { checkForms } from '../desk-shell/testing/accessibility.js';
import { openBrowser } from '../desk-shell/testing/desk-browser.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

const lists = ['users', 'agents', 'skills', 'queues', 'numbers', 'trunks', 'forbidden', 'contacts'];

t.test('WCAG: axe-core finds nothing serious in the forms of the administration with their faults', (t) =>
  checkForms(
    t,
    browser,
    lists.map((one) => `admin/${one}`),
  ),
);
