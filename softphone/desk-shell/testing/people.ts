/** One of each role. */
import type { User } from '../../api/client.js';

export const agent: User = { name: '1001', role: 'agent', agent: '1001', mustChangePassword: false };
export const leader: User = { name: 'leader', role: 'supervisor', agent: null, mustChangePassword: false };
export const administrator: User = { ...leader, name: 'admin', role: 'administrator' };
