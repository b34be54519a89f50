import type { Writable } from 'node:stream';
import { atEndOfTurn } from './end-of-turn.js';

/**
 * A way to write to `socket` by which all that one turn of the event loop writes leaves at its end, at once: each write
 * is a system call and wakes the process at the other end, and a hang-up alone is five events.
 * @returns what `socket.write` returns: false when the text waits in memory.
 */
export function gatheredWrites(
  socket: Pick<Writable, 'cork' | 'uncork' | 'write'>,
): (text: string) => boolean {
  let gathering = false;
  return (text) => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      atEndOfTurn(() => {
        gathering = false;
        socket.uncork();
      });
    }
    return socket.write(text);
  };
}
