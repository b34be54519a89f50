import { envName, fileName, type Setting, type Table } from './settings.js';

/** docs/settings.md: the table as a page. */
export function settingsPage(table: Table): string {
  const rows = Object.entries(table).map(
    ([key, row]) =>
      `| \`${envName(key, row)}\` | \`${fileName(key)}\` | ${shown(row)} | ${row.about} It is ${row.kind.expected}. |`,
  );
  return [
    '# Settings',
    '',
    'Read at start from the environment and from `yihao.yaml` in the working folder (another file: `YIHAO_SETTINGS`).',
    'The environment wins. A name that is not in this table, or a value of the wrong kind, stops the start with a',
    'sentence that says so. `kernel/settings-table.ts` is the source of this page.',
    '',
    '| environment | file | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function shown(row: Setting<unknown>): string {
  const text = row.kind.show(row.default);
  return text === '' ? '(empty)' : `\`${text}\``;
}
