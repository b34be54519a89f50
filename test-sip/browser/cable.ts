/** The way from a browser to the product's web interface, which a test cuts and mends. Audio goes another way (RTP). */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Scope } from '../../kernel/scope.js';

export class Cable {
  readonly origin: string;
  readonly #ends: Set<Socket>;
  #whole = true;

  private constructor(server: Server, to: URL) {
    const ends = new Set<Socket>();
    this.#ends = ends;
    server.on('connection', (browser: Socket) => {
      if (!this.#whole) {
        browser.destroy();
        return;
      }
      const product = connect(Number(to.port), to.hostname);
      for (const [end, other] of [
        [browser, product],
        [product, browser],
      ] as const) {
        ends.add(end);
        end.on('error', () => undefined);
        end.on('close', () => {
          ends.delete(end);
          other.destroy();
        });
        end.pipe(other);
      }
    });
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Lays a cable to an origin; it goes with `scope`. */
  static async lay(scope: Scope, origin: string): Promise<Cable> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const cable = new Cable(server, new URL(origin));
    scope.own(() => {
      cable.cut();
      server.close();
    });
    return cable;
  }

  /** Every connection breaks, and no new one comes about. */
  cut(): void {
    this.#whole = false;
    for (const end of this.#ends) end.destroy();
  }

  mend(): void {
    this.#whole = true;
  }
}
