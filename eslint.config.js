import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** What each folder may import of ours; anything else is a layer broken (ARCHITECTURE.md, Folders). */
const zones = [
  { target: './kernel', from: ['./media', './engine', './start', './test-sip'] },
  { target: './media', from: ['./engine', './start', './test-sip'] },
  { target: './engine', from: ['./media', './test-sip'] },
  // Tests of the engine run against the PostgreSQL that the launcher starts.
  { target: './engine', from: ['./start'], except: ['./postgres'] },
  { target: './start', from: ['./media', './engine', './test-sip'] },
  // The pure parts know neither the rest of the engine nor any input or output.
  ...['acd', 'ivr'].map((pure) => ({
    target: `./engine/${pure}`,
    from: ['./engine'],
    except: [`./${pure}`],
  })),
  // The simulator runs the pure ACD; of the flows it takes how they report what is wrong in a YAML file.
  { target: './engine/simulate', from: ['./engine'], except: ['./simulate', './acd', './ivr', './routing'] },
  { target: './media/sip', from: ['./media/channel', './media/event-socket', './media/mix', './media/rtp'] },
  { target: './media/rtp', from: ['./media/channel', './media/event-socket', './media/mix', './media/sip'] },
  { target: './media/mix', from: ['./media/channel', './media/event-socket', './media/sip'] },
  { target: './media/channel', from: ['./media/event-socket'] },
  { target: './engine/esl', from: ['./engine'], except: ['./esl'] },
  { target: './engine/switch', from: ['./engine'], except: ['./switch', './esl'] },
  // The pages take the engine's contracts, as types, and nothing else of it; the engine takes nothing of theirs.
  { target: './softphone', from: ['./media', './start', './test-sip'] },
  {
    target: './softphone',
    from: ['./engine'],
    except: [
      ...['./desk.ts', './control.ts', './distribution.ts', './flow-work.ts', './hotline.ts'],
      './call/timeline.ts',
      ...['./store/configuration.ts', './store/facts.ts'],
    ],
  },
  ...['./kernel', './media', './engine', './start'].map((target) => ({ target, from: ['./softphone'] })),
  { target: './softphone/phone', from: ['./softphone'], except: ['./phone', './api'] },
  { target: './softphone/api', from: ['./softphone'], except: ['./api'] },
  { target: './softphone/i18n', from: ['./softphone'], except: ['./i18n', './phone/phone-health.ts'] },
  { target: './engine/store', from: ['./engine/api', './engine/esl', './engine/switch'] },
].flatMap(({ target, from, ...rest }) => from.map((f) => ({ target, from: f, ...rest })));

const pureFolders = [
  'media/sdp/**',
  'media/codec/**',
  'media/rtp/**',
  'engine/acd/**',
  'engine/ivr/**',
  'engine/simulate/**',
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'data', '.tap'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ noWarnOnMultipleProjects: true })],
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
    },
  },
  {
    // Time and chance are handed in (style.md): only the kernel and the composition roots touch them.
    files: ['media/**/*.ts', 'engine/**/*.ts', 'softphone/**/*.ts', 'softphone/**/*.tsx'],
    ignores: ['**/*.test.ts', '**/testing/**', '**/main.ts', '**/main.tsx', '**/*.bench.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: 'Take a Clock (kernel/clock.ts).',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock (kernel/clock.ts).' },
        { object: 'Math', property: 'random', message: 'Take randomness from crypto, or have it handed in.' },
        { object: 'process', property: 'env', message: 'Settings come from kernel/config.' },
      ],
    },
  },
  {
    // tap waits for its tests by itself, and ends one when the promise of its function resolves.
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: '@tapjs/test', name: ['test', 'TestBase'] }] },
      ],
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: pureFolders,
    ignores: ['**/*.test.ts', '**/main.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: ['node:net', 'node:dgram', 'node:fs*', 'node:tls', 'node:worker_threads', 'pg', 'kysely'],
        },
      ],
    },
  },
  {
    files: ['media/webrtc/testing/*.js', 'test-sip/browser/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['window', 'navigator', 'performance', 'setTimeout', 'Audio', 'AudioContext', 'OscillatorNode'],
          'setInterval',
          ...['GainNode', 'AnalyserNode', 'MediaStreamAudioDestinationNode', 'MediaStreamAudioSourceNode'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', performance: 'readonly' },
    },
  },
);
