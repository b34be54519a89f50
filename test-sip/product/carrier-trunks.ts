/** Trunks to carriers on 127.0.0.1, as each switch wants them written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scope } from '../../kernel/scope.js';

/** Port of each carrier by the name of its trunk, in the order of use. */
export type CarrierPorts = Readonly<Record<string, number>>;

/** The setting `trunks`. Callers of the tests have the carrier's address and belong to no trunk: `match` is elsewhere. */
export function trunkSettings(carriers: CarrierPorts): string {
  const address = '127.0.0.1';
  const [match, keepAliveSeconds] = [['192.0.2.1'], 1];
  return JSON.stringify(
    Object.entries(carriers).map(([name, port]) => ({ name, address, port, match, keepAliveSeconds })),
  );
}

/** A folder of gateway files, as docker/freeswitch/README.md has them; it is gone with the scope. */
export function gatewayFolder(scope: Scope, carriers: CarrierPorts): string {
  const folder = mkdtempSync(join(tmpdir(), 'yihao-trunks-'));
  scope.own(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, port] of Object.entries(carriers)) {
    const settings = { proxy: `127.0.0.1:${port}`, register: 'false', username: 'none', password: 'none' };
    const lines = Object.entries(settings).map(([key, value]) => `<param name="${key}" value="${value}"/>`);
    const gateway = [`<gateway name="${name}">`, ...lines, '</gateway>', ''];
    writeFileSync(join(folder, `${name}.gateway.xml`), gateway.join('\n'));
  }
  return folder;
}
