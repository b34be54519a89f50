/** A change tried on the calls of a recorded day, before it goes live. */
import type { FastifyPluginAsyncTypebox, Static } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { YihaoError } from '../../kernel/errors.js';
import { checkRouting } from '../routing/check.js';
import type { Routing } from '../routing/rules.js';
import { dateAt, isDate, isTimeZone, midnight, msOfClockTime } from '../simulate/times.js';
import type { Configuration } from '../store/configuration.js';
import type { Trial } from '../trial/trial.js';
import { leaders, need } from './access.js';
import { knownQueues, knownSkills } from './configuration-change.js';
import type { ApiDeps } from './deps.js';
import { simulationAnswer, simulationRequest } from './simulation-schemas.js';

type Asked = Static<typeof simulationRequest>;

const dayMs = 24 * 3_600_000;

export const simulationRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.post(
    '/api/simulations',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Try other queues, skills or staffing on the calls of a day; nothing is changed',
        body: simulationRequest,
        response: { 200: simulationAnswer },
      },
    },
    async (request, reply) => {
      const asked = request.body;
      checkNames(deps, asked);
      const { date, trial } = trialOf(deps, asked);
      deps.link.use();
      const result = await deps.trials.run(trial, untilGone(reply));
      const { from, to, intervalMs, replications, confidence } = trial;
      return {
        ...{ date, from, to, intervalMs, replications, confidence },
        ...result,
        events: result.before.events + result.after.events,
      };
    },
  );
  return Promise.resolve();
};

/** Aborted when the client goes before it has its answer. */
function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** @throws YihaoError 'request.invalid' */
function checkNames(deps: ApiDeps, { changes }: Asked): void {
  const { configuration } = deps.current;
  for (const { skills } of [...changes.queues, ...changes.agents, ...changes.added])
    if (skills) knownSkills(deps, skills);
  for (const { queues } of [...changes.agents, ...changes.added]) if (queues) knownQueues(deps, queues);
  knownQueues(
    deps,
    changes.queues.map(({ id }) => id),
  );
  const agents = new Set(configuration.agents.map(({ id }) => id));
  const named = [...changes.agents.map(({ id }) => id), ...changes.absent.map(({ agent }) => agent)];
  const unknown = named.find((id) => !agents.has(id));
  if (unknown !== undefined) refuse('body/changes', `names an agent who is not there: ${unknown}`);
}

/** @throws YihaoError 'request.invalid' */
function trialOf(deps: ApiDeps, asked: Asked): { readonly date: string; readonly trial: Trial } {
  const { timeZone, changes, replications, confidence, seed } = asked;
  if (!isTimeZone(timeZone)) refuse('body/timeZone', `is no time zone: ${timeZone}`);
  const now = deps.clock.now();
  const today = midnight(dateAt(now, timeZone), timeZone);
  const date = asked.date ?? dateAt(today - dayMs / 2, timeZone);
  if (!isDate(date)) refuse('body/date', `is no day: ${date}`);
  const dayAt = midnight(date, timeZone);
  const hoursOf = (where: string, of: { readonly from: string; readonly to: string }) => {
    if (of.from >= of.to) refuse(`${where}/to`, 'must be after from');
    return { from: dayAt + msOfClockTime(of.from), to: dayAt + msOfClockTime(of.to) };
  };
  const day = hoursOf('body', asked);
  if (day.to > now) refuse('body/date', 'is not over yet');
  const trial: Trial = {
    ...day,
    targetMs: asked.targetSeconds * 1000,
    shortAbandonMs: asked.shortAbandonSeconds * 1000,
    intervalMs: asked.intervalMinutes * 60_000,
    ...{ confidence, replications, seed, configuration: configurationFor(deps) },
    changes: {
      ...(changes.routing !== undefined && { routing: routingOf(deps, changes.routing) }),
      queues: changes.queues,
      agents: changes.agents,
      added: changes.added.map((one, n) => ({ ...one, ...hoursOf(`body/changes/added/${n}`, one) })),
      absent: changes.absent.map((one, n) => ({ ...one, ...hoursOf(`body/changes/absent/${n}`, one) })),
    },
  };
  return { date, trial };
}

/** Without the trunks' passwords, which no simulation needs. */
function configurationFor(deps: ApiDeps): Configuration {
  return { ...deps.current.configuration, trunks: [], forbidden: [], deskSettings: {} };
}

/** @throws YihaoError 'request.invalid' with the path of the first fault. */
function routingOf(deps: ApiDeps, value: unknown): Routing {
  const { queues, skills, agents } = deps.current.configuration;
  const among = (items: readonly { readonly id: string }[]) => (id: string) =>
    items.some((one) => one.id === id);
  const flows = deps.engine.flows();
  const checked = checkRouting(value, {
    ...{ queue: among(queues), skill: among(skills), agent: among(agents) },
    flow: (id) => flows.some(({ name }) => name === id),
  });
  if (checked.ok) return checked.value;
  const [first] = checked.faults;
  return refuse(['body/changes/routing', ...(first?.path ?? [])].join('/'), first?.reason ?? '');
}

function refuse(where: string, reason: string): never {
  throw new YihaoError('request.invalid', { where, reason });
}
