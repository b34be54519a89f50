/** Builds the browser's pages to dist/softphone, which the engine serves under /softphone/. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compressed.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Every `*.html` here, and every `index.html` of a folder, is a page; nothing else needs to know of a new one. */
function pages(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const index = join(root, entry.name, 'index.html');
    if (entry.isFile() && entry.name.endsWith('.html')) {
      found[`${entry.name.slice(0, -'.html'.length)}-page`] = join(root, entry.name);
    } else if (entry.isDirectory() && existsSync(index)) found[`${entry.name}-page`] = index;
  }
  return found;
}

export default defineConfig({
  root,
  base: './',
  plugins: [react(), compressed()],
  build: {
    outDir: fileURLToPath(new URL('../dist/softphone', import.meta.url)),
    emptyOutDir: true,
    // Ant Design in one piece is larger than the default of 500 kB; what counts is the path to a working bar.
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { bar: join(root, 'bar', 'main.ts'), ...pages() },
      // A module that is a page of its own and also imported keeps what it exports.
      preserveEntrySignatures: 'exports-only',
      output: {
        // Other systems name this file in a script tag: its address stays.
        entryFileNames: ({ name }) => (name === 'bar' ? 'bar.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
