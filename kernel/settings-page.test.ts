import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { settingsPage } from './settings-page.js';
import { settingsTable } from './settings-table.js';

/** Prettier pads the cells of a table; what they say counts. */
const words = (page: string): string => page.replace(/\s+/g, ' ').replace(/-{3,}/g, '---');

t.test('docs/settings.md says what the table says (scripts/make-docs.mjs writes it)', async (t) => {
  const page = readFileSync(join(process.cwd(), 'docs', 'settings.md'), 'utf8');
  t.equal(words(page), words(settingsPage(settingsTable)));
});
