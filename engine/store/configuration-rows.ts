/** Reads and changes of what operators keep. Each change is one transaction; the caller then loads the whole anew. */
import type { Kysely, Transaction } from 'kysely';
import type {
  AgentConfig,
  Configuration,
  NumberConfig,
  QueueConfig,
  SkillLevel,
  TrunkConfig,
} from './configuration.js';
import { listForbidden, listTrunks, loadDeskSettings, type TrunkSecret } from './desk-rows.js';
import type { AgentDistribution, QueueDistribution } from '../routing/distribution.js';
import { currentRouting } from './routing-rows.js';
import type { Schema } from './schema.js';

/** What a phone's digest answers are checked with. */
export interface PhoneCredentials {
  readonly ha1Md5: string;
  readonly ha1Sha256: string;
  readonly realm: string;
}

export async function loadConfiguration(db: Kysely<Schema>): Promise<Configuration> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const skills = await trx.selectFrom('skills').select(['id', 'name']).orderBy('id').execute();
      const agents = await trx
        .selectFrom('agents')
        .select(['id', 'name', 'wrapUpSeconds', 'distribution'])
        .orderBy('id')
        .execute();
      const queues = await trx.selectFrom('queues').selectAll().orderBy('id').execute();
      const numbers = await trx.selectFrom('numbers').selectAll().orderBy('number').execute();
      const agentSkills = await trx.selectFrom('agentSkills').selectAll().orderBy('skill').execute();
      const agentQueues = await trx.selectFrom('agentQueues').selectAll().orderBy('queue').execute();
      const queueSkills = await trx.selectFrom('queueSkills').selectAll().orderBy('skill').execute();
      const trunks = await listTrunks(trx);
      return {
        trunks: trunks.map(withoutPassword),
        forbidden: await listForbidden(trx),
        deskSettings: await loadDeskSettings(trx),
        skills,
        routing: await currentRouting(trx),
        agents: agents.map(({ distribution, ...agent }) => ({
          ...agent,
          ...(!isEmpty(distribution) && { distribution: distribution as AgentDistribution }),
          skills: levels(agentSkills.filter((row) => row.agent === agent.id)),
          queues: agentQueues.filter((row) => row.agent === agent.id).map((row) => row.queue),
        })),
        queues: queues.map(({ distribution, ...queue }) => ({
          ...queue,
          ...(!isEmpty(distribution) && { distribution: distribution as QueueDistribution }),
          skills: levels(queueSkills.filter((row) => row.queue === queue.id)),
        })),
        numbers: numbers.map((row) => ({ ...row, language: row.language === 'en' ? 'en' : 'zh-CN' })),
      };
    });
}

const isEmpty = (distribution: unknown): boolean => Object.keys(distribution as object).length === 0;

/** Only switches get it, and they ask for it. */
function withoutPassword(trunk: TrunkConfig & TrunkSecret): TrunkConfig {
  const shown = Object.entries(trunk).filter(([name]) => name !== 'password');
  return Object.fromEntries(shown) as unknown as TrunkConfig;
}

export async function loadPhones(db: Kysely<Schema>): Promise<Map<string, PhoneCredentials>> {
  const rows = await db.selectFrom('agents').select(['id', 'ha1Md5', 'ha1Sha256', 'realm']).execute();
  return new Map(rows.map(({ id, ...phone }) => [id, phone]));
}

/** Creates the agent, or changes it; without `phone` the credentials stay, so a new agent must bring some. */
export async function saveAgent(
  db: Kysely<Schema>,
  agent: AgentConfig,
  phone?: PhoneCredentials,
): Promise<void> {
  const { id, name, wrapUpSeconds } = agent;
  const changed = { name, wrapUpSeconds, ...stored(agent.distribution) };
  await db.transaction().execute(async (trx) => {
    if (phone) {
      const row = { ...changed, ...phone };
      await trx
        .insertInto('agents')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    } else {
      await trx.updateTable('agents').set(changed).where('id', '=', id).execute();
    }
    await trx.deleteFrom('agentSkills').where('agent', '=', id).execute();
    await trx.deleteFrom('agentQueues').where('agent', '=', id).execute();
    await insertAll(
      trx,
      'agentSkills',
      agent.skills.map((skill) => ({ agent: id, ...skill })),
    );
    await insertAll(
      trx,
      'agentQueues',
      agent.queues.map((queue) => ({ agent: id, queue })),
    );
  });
}

/** What is absent stays as it is kept. */
const stored = (distribution: object | undefined): { readonly distribution?: string } =>
  distribution ? { distribution: JSON.stringify(distribution) } : {};

export async function saveQueue(db: Kysely<Schema>, queue: QueueConfig): Promise<void> {
  const { id, skills, distribution, ...rest } = queue;
  const row = { ...rest, ...stored(distribution) };
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('queues')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    await trx.deleteFrom('queueSkills').where('queue', '=', id).execute();
    await insertAll(
      trx,
      'queueSkills',
      skills.map((skill) => ({ queue: id, ...skill })),
    );
  });
}

export async function saveSkill(db: Kysely<Schema>, skill: { id: string; name: string }): Promise<void> {
  await db
    .insertInto('skills')
    .values(skill)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: skill.name }))
    .execute();
}

export async function saveNumber(db: Kysely<Schema>, number: NumberConfig): Promise<void> {
  const { number: key, ...row } = number;
  await db
    .insertInto('numbers')
    .values({ number: key, ...row })
    .onConflict((conflict) => conflict.column('number').doUpdateSet(row))
    .execute();
}

/** All of them or none. */
export async function saveNumbers(db: Kysely<Schema>, numbers: readonly NumberConfig[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const number of numbers) await saveNumber(trx, number);
  });
}

/** @returns whether it was there. */
export async function deleteAgent(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (await db.deleteFrom('agents').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
}

export async function deleteQueue(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (await db.deleteFrom('queues').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
}

/** Fails with a foreign key violation (23503) while an agent or queue has the skill. */
export async function deleteSkill(db: Kysely<Schema>, id: string): Promise<boolean> {
  return (await db.deleteFrom('skills').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
}

export async function deleteNumber(db: Kysely<Schema>, number: string): Promise<boolean> {
  return (await db.deleteFrom('numbers').where('number', '=', number).executeTakeFirst()).numDeletedRows > 0n;
}

function levels(rows: readonly { skill: string; level: number }[]): SkillLevel[] {
  return rows.map(({ skill, level }) => ({ skill, level }));
}

async function insertAll<T extends 'agentSkills' | 'agentQueues' | 'queueSkills'>(
  trx: Transaction<Schema>,
  table: T,
  rows: readonly Schema[T][],
): Promise<void> {
  if (rows.length > 0)
    await trx
      .insertInto(table)
      .values(rows as never)
      .execute();
}
