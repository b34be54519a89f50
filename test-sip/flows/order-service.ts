/** Another system that flows ask: work orders by number. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scope } from '../../kernel/scope.js';

export interface OrderService {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
}

/** Order 7001 is done; every other one is not there; while `/broken/` is asked it fails. */
export async function startOrderService(scope: Scope): Promise<OrderService> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    if (request.url?.startsWith('/broken/') === true) response.statusCode = 503;
    else if (request.url?.startsWith('/orders/7001') !== true) response.statusCode = 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ order: { state: 'done' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.own(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, requests };
}
