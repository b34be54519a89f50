/** What each built-in role may do, as the engine checks it (engine/api/*-routes.ts). */
import type { User } from '../api/client.js';

export type Right =
  | 'desk'
  | 'ownRecords'
  | 'board'
  | 'supervise'
  | 'allRecords'
  | 'readConfiguration'
  | 'writeConfiguration'
  | 'users';

const leaders: readonly User['role'][] = ['supervisor', 'administrator'];

export const roleRights: Readonly<Record<Right, readonly User['role'][]>> = {
  desk: ['agent'],
  ownRecords: ['agent', ...leaders],
  board: leaders,
  supervise: leaders,
  allRecords: leaders,
  readConfiguration: leaders,
  writeConfiguration: ['administrator'],
  users: ['administrator'],
};
