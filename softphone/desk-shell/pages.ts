/** Which pages there are, and for whom. The engine checks every request again; this only keeps doors out of sight. */
import type { User } from '../api/client.js';

export type Role = User['role'];

export type PageName = 'agent' | 'supervisor' | 'calls' | 'distribution' | 'hotline' | 'admin';

const rolesOf: Readonly<Record<PageName, readonly Role[]>> = {
  agent: ['agent'],
  supervisor: ['supervisor', 'administrator'],
  calls: ['supervisor', 'administrator'],
  distribution: ['supervisor', 'administrator'],
  hotline: ['supervisor', 'administrator'],
  admin: ['administrator'],
};

/** In the order of the navigation. */
export const pageNames = [
  ...(['agent', 'supervisor', 'calls', 'distribution', 'hotline', 'admin'] as const),
] as const satisfies readonly PageName[];

export function pagesFor(role: Role): readonly PageName[] {
  return pageNames.filter((page) => rolesOf[page].includes(role));
}

export function homeFor(role: Role): PageName {
  return pagesFor(role)[0] ?? 'agent';
}

/** The page of a route for a role: the one asked for, or home where it is unknown or not the role's. */
export function pageFor(role: Role, asked: string | undefined): PageName {
  return pagesFor(role).find((page) => page === asked) ?? homeFor(role);
}
