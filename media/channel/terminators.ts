import type { Variables } from './variables.js';

/** Keys that end a playback or a recording: `playback_terminators`, `none`, `any`, or FreeSWITCH's default star. */
export function terminatorsOf(variables: Variables): string {
  const told = variables.get('playback_terminators');
  if (told === undefined) return '*';
  if (told === 'none') return '';
  return told === 'any' ? '0123456789ABCD*#' : told;
}
