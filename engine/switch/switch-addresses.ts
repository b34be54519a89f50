import { YihaoError } from '../../kernel/errors.js';
import type { NodeAddress } from './node.js';

/**
 * Reads the setting `switches`: `address:port` or `address:port:password`; an IPv6 address stands in brackets.
 * @param password of those that name none.
 * @throws YihaoError 'config.invalid'
 */
export function switchAddresses(written: readonly string[], password: string): NodeAddress[] {
  return written.map((one) => {
    const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})(?::(.*))?$/i.exec(one);
    const host = match?.[1] ?? match?.[2];
    const port = Number(match?.[3]);
    if (host === undefined || !(port > 0 && port < 65536)) {
      throw new YihaoError('config.invalid', {
        ...{ where: 'environment', name: 'YIHAO_SWITCHES', value: one },
        expected: 'a list of address:port or address:port:password',
      });
    }
    return { host, port, password: match?.[4] ?? password };
  });
}
