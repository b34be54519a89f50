import type { Application } from '../application-queue.js';
import type { Channel } from '../channel.js';
import { parseVariables } from '../dial-string.js';
import { setVariable } from '../set-variable.js';
import { simple } from './answer.js';

/** `set NAME=VALUE`. */
export const set: Application = simple('set', (channel, argument) => assign(channel, argument));

/** `multiset ^^;a=1;b=2`, or separated by spaces. */
export const multiset: Application = simple('multiset', (channel, argument) => {
  const own = argument.startsWith('^^') ? argument : `^^ ${argument}`;
  for (const [name, value] of parseVariables(own)) setVariable(channel, name, value);
});

export const unset: Application = simple('unset', (channel, argument) =>
  setVariable(channel, argument, undefined),
);

/** As `set`, and for the legs that this one dials too. */
export const exportVariable: Application = simple('export', (channel, argument) => {
  const name = assign(channel, argument.replace(/^nolocal:/, ''));
  if (name === undefined) return;
  const exported = new Set(channel.variables.get('export_vars')?.split(',') ?? []);
  channel.variables.set('export_vars', [...exported.add(name)].join(','));
});

function assign(channel: Channel, text: string): string | undefined {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).trim();
  if (name === '') return undefined;
  setVariable(channel, name, equals < 0 ? undefined : text.slice(equals + 1));
  return name;
}
