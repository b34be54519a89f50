import { YihaoError } from '../../kernel/errors.js';

/** The error for an operator when a port could not be opened. */
export function bindError(
  error: Error & { readonly code?: string },
  what: string,
  bind: { readonly address: string; readonly port: number; readonly setting: string },
): YihaoError {
  const { address, port, setting } = bind;
  if (error.code === 'EADDRINUSE')
    return new YihaoError('port.busy', { what, address, port, setting }, error);
  const reason = error.code ?? error.message;
  return new YihaoError('port.unusable', { what, address, port, setting, reason }, error);
}
