/** Another system's web server, with the sample page of softphone/sample as Vite built it. */
import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Scope } from '../../kernel/scope.js';
import { repository } from '../repository.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** @returns its port; it listens for 127.0.0.1 and for localhost, which are two origins. */
export async function foreignSite(scope: Scope): Promise<number> {
  const root = join(repository, 'dist', 'softphone');
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://foreign').pathname);
    const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.own(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}
