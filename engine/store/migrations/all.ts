import type { Migration } from 'kysely';
import { first } from './0001-first.js';
import { recordingKind } from './0002-recording-kind.js';
import { browserPhones } from './0003-browser-phones.js';
import { callControl } from './0004-call-control.js';
import { routing } from './0010-routing.js';
import { flows } from './0020-flows.js';
import { flowAround } from './0021-flow-around.js';
import { ownPart } from './0022-own-part.js';
import { oneCallerList } from './0023-one-caller-list.js';
import { voicemail } from './0024-voicemail.js';
import { tasks } from './0030-tasks.js';
import { asked } from './0031-asked.js';

/** In the order of their names; one that was released never changes again. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-recording-kind': recordingKind,
  '0003-browser-phones': browserPhones,
  '0004-call-control': callControl,
  '0010-routing': routing,
  '0020-flows': flows,
  '0021-flow-around': flowAround,
  '0022-own-part': ownPart,
  '0023-one-caller-list': oneCallerList,
  '0024-voicemail': voicemail,
  '0030-tasks': tasks,
  '0031-asked': asked,
};
