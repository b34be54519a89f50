import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { YihaoError } from './errors.js';
import {
  address,
  defineSettings,
  flag,
  integer,
  list,
  oneOf,
  readSettings,
  setting,
  text,
} from './settings.js';
import { settingsPage } from './settings-page.js';
import { settingsTable } from './settings-table.js';

const table = defineSettings({
  sipPort: setting(integer(0, 65535), 5060, 'Port.'),
  sipAddresses: setting(list(address), ['0.0.0.0'], 'Addresses.'),
  demo: setting(flag, false, 'Demo.'),
  logLevel: setting(oneOf('info', 'warn'), 'info', 'Level.'),
  databaseUrl: setting(text, '', 'Database.', 'DATABASE_URL'),
});

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const nowhere = join(folder, 'none.yaml');

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function refused(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    if (error instanceof YihaoError) return [error.code, error.message];
    throw error;
  }
  return ['', 'nothing was thrown'];
}

void t.test('without environment and file every setting has its default', (t) => {
  t.same(readSettings(table, { env: {}, file: nowhere }), {
    sipPort: 5060,
    sipAddresses: ['0.0.0.0'],
    demo: false,
    logLevel: 'info',
    databaseUrl: '',
  });
  t.end();
});

void t.test('the environment wins over the file, the file over the default', (t) => {
  const file = fileOf('a.yaml', 'sip_port: 5070\ndemo: true\nsip_addresses: ["::1", 127.0.0.1]\n');
  const env = { YIHAO_SIP_PORT: '5080', DATABASE_URL: 'postgres://x' };
  t.match(readSettings(table, { env, file }), {
    sipPort: 5080,
    demo: true,
    sipAddresses: ['::1', '127.0.0.1'],
    databaseUrl: 'postgres://x',
  });
  t.end();
});

void t.test('an unknown name is refused, in the environment and in the file', (t) => {
  const inEnv = refused(() => readSettings(table, { env: { YIHAO_SIP_PROT: '1' }, file: nowhere }));
  t.match(inEnv, ['config.unknown', /environment.*YIHAO_SIP_PROT/]);
  const inFile = refused(() => readSettings(table, { env: {}, file: fileOf('b.yaml', 'sip_prot: 1') }));
  t.match(inFile, ['config.unknown', /b\.yaml.*sip_prot/]);
  t.end();
});

void t.test('a value of the wrong kind is refused with what it must be', (t) => {
  for (const [name, value] of [
    ['YIHAO_SIP_PORT', '70000'],
    ['YIHAO_SIP_PORT', 'five'],
    ['YIHAO_DEMO', 'perhaps'],
    ['YIHAO_SIP_ADDRESSES', '127.0.0.1,localhost'],
    ['YIHAO_LOG_LEVEL', 'loud'],
  ] as const) {
    const [code, message] = refused(() => readSettings(table, { env: { [name]: value }, file: nowhere }));
    t.equal(code, 'config.invalid');
    t.match(message, `${name} is ${value}; it must be`);
  }
  t.end();
});

void t.test('a settings file that is named but absent, or no map, is refused', (t) => {
  t.match(
    refused(() => readSettings(table, { env: { YIHAO_SETTINGS: nowhere }, file: '' })),
    ['config.unreadable', /none\.yaml/],
  );
  t.match(
    refused(() => readSettings(table, { env: {}, file: fileOf('c.yaml', '- 1') })),
    ['config.unreadable', /map/],
  );
  t.end();
});

void t.test('every row of the product table reads back its own default', (t) => {
  for (const [key, row] of Object.entries<{
    kind: { parse(t: string): unknown; show(v: never): string };
    default: unknown;
  }>(settingsTable)) {
    t.same(row.kind.parse(row.kind.show(row.default as never)), row.default, key);
  }
  t.match(settingsPage(settingsTable), /YIHAO_SIP_PORT/);
  t.end();
});

void t.test('recognisers and voices: one for each language, addresses without a user', (t) => {
  const { recognisers, speechUrl, speechVoices } = settingsTable;
  t.same(recognisers.kind.parse('zh-CN=ws://127.0.0.1:2700, en=wss://asr.example.cn/v1'), [
    { language: 'zh-CN', value: 'ws://127.0.0.1:2700' },
    { language: 'en', value: 'wss://asr.example.cn/v1' },
  ]);
  for (const wrong of ['ws://127.0.0.1:2700', 'fr=ws://a', 'en=http://a', 'en=ws://me:secret@a', 'en='])
    t.equal(recognisers.kind.parse(wrong), undefined, wrong);
  t.same(speechVoices.kind.parse('zh-CN=xiaoyi'), [{ language: 'zh-CN', value: 'xiaoyi' }]);
  t.equal(
    speechUrl.kind.parse('https://tts.example.cn/v1/audio/speech'),
    'https://tts.example.cn/v1/audio/speech',
  );
  t.equal(speechUrl.kind.parse(''), '');
  for (const wrong of ['ftp://a', 'https://me@a/', 'nothing'])
    t.equal(speechUrl.kind.parse(wrong), undefined, wrong);
  t.match(speechUrl.kind.expected, /http:\/\/ or https:\/\//);
  t.end();
});
