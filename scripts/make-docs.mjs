/** Writes docs/settings.md from the one table of settings. Run after `npm run build`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../dist/kernel/settings-page.js';
import { settingsTable } from '../dist/kernel/settings-table.js';
import { root, run } from './prepare.mjs';

const page = join(root, 'docs', 'settings.md');
writeFileSync(page, settingsPage(settingsTable));
process.exit(run('npx', ['--no-install', 'prettier', '--write', '--log-level', 'warn', page]));
