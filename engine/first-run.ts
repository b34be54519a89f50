/** What an empty database is filled with. */
import type { Kysely } from 'kysely';
import type { Credential } from '../kernel/launch-message.js';
import type { Random } from '../kernel/random.js';
import { hashPassword, phoneCredentials, randomPassword } from './api/password.js';
import { saveAgent, saveNumber, saveQueue, saveSkill } from './store/configuration-rows.js';
import { createUser, hasUsers } from './store/people.js';
import type { Schema } from './store/schema.js';

const administratorName = 'administrator';

/** Creates the first administrator where there is no user at all; the password has to be changed at once. */
export async function firstAdministrator(
  db: Kysely<Schema>,
  random: Random,
): Promise<Credential | undefined> {
  if (await hasUsers(db)) return undefined;
  const password = randomPassword(random);
  const made = await createUser(db, {
    name: administratorName,
    role: 'administrator',
    agent: null,
    mustChangePassword: true,
    passwordHash: await hashPassword(password),
  });
  return made ? { name: administratorName, password, about: 'administrator' } : undefined;
}

const demoAgents = [
  { id: '1001', name: '张敏', english: 3 },
  { id: '1002', name: '李强', english: 0 },
  { id: '1003', name: '王芳', english: 1 },
  { id: '1004', name: '赵磊', english: 0 },
] as const;

/**
 * Creates the hotline 12345 with the queue and the skills that ivr-flows/demo-12345.yaml names, and four agents,
 * whose passwords are good for the phone and for the web page. Agents that are there stay as they are.
 * @returns the agents made.
 */
export async function demoData(db: Kysely<Schema>, random: Random, realm: string): Promise<Credential[]> {
  const there = await db.selectFrom('queues').select('id').where('id', '=', 'general').executeTakeFirst();
  if (there) return [];
  await saveSkill(db, { id: 'mandarin', name: '普通话' });
  await saveSkill(db, { id: 'english', name: '英语' });
  await saveQueue(db, {
    id: 'general',
    name: '综合受理',
    priority: 1,
    capacity: 256,
    skills: [],
    ringSeconds: 20,
    surveyOn: true,
    recordOn: true,
    announceAgentOn: true,
  });
  await saveNumber(db, {
    number: '12345',
    name: '12345 政务服务便民热线',
    flow: 'demo-12345',
    language: 'zh-CN',
  });
  const made: Credential[] = [];
  for (const agent of demoAgents) made.push(await demoAgent(db, random, realm, agent));
  return made;
}

async function demoAgent(
  db: Kysely<Schema>,
  random: Random,
  realm: string,
  { id, name, english }: (typeof demoAgents)[number],
): Promise<Credential> {
  const password = randomPassword(random);
  const mandarin = { skill: 'mandarin', level: 9 };
  const skills = english > 0 ? [mandarin, { skill: 'english', level: english }] : [mandarin];
  const agent = { id, name, skills, queues: ['general'], wrapUpSeconds: 10 };
  await saveAgent(db, agent, phoneCredentials(id, realm, password));
  const passwordHash = await hashPassword(password);
  await createUser(db, { name: id, role: 'agent', agent: id, mustChangePassword: false, passwordHash });
  return { name: id, password, about: english > 0 ? `${name}, also English` : name };
}
