import t from 'tap';
import { checkPages } from '../desk-shell/testing/accessibility.js';
import { openBrowser, openDesk, show } from '../desk-shell/testing/desk-browser.js';
import { leader } from '../desk-shell/testing/people.js';

const browser = await openBrowser();
t.teardown(() => browser.close());

t.test('WCAG: axe-core finds nothing serious on the live board', (t) =>
  checkPages(t, browser, leader, ['supervisor']),
);

t.test('a call is joined by keyboard alone, and what the caller would hear asks first', async (t) => {
  const { page } = await openDesk(browser, leader, { language: 'en', shade: 'light' });
  await show(page, 'supervisor');
  const mode = page.getByRole('radio', { name: 'Barge in' });
  await mode.focus();
  await page.keyboard.press('Space');
  await page.getByText('Caller and agent will both hear you.').waitFor();
  await page.keyboard.press('Escape');
  t.equal(await page.getByRole('radio', { name: 'Listen' }).isChecked(), true);
});
