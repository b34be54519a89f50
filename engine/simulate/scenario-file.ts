/** Reads scenario files: YAML, schema, what fits together, and the recorded days that they name. */
import { dirname, join } from 'node:path';
import type { TSchema } from '@sinclair/typebox';
import { ok, type Result } from '../../kernel/result.js';
import type { QueueSettings } from '../acd/model.js';
import { type FileError, type LocatedYaml, type Path, readYaml } from '../ivr/located-yaml.js';
import { schemaErrors, type SchemaError } from '../ivr/schema-errors.js';
import type {
  AgentGroup,
  CallerClass,
  Duration,
  GeneratedArrivals,
  KnownOfCaller,
  RateInterval,
  RecordedArrivals,
  Scenario,
  Wanted,
} from './model.js';
import type { Routing } from '../routing/rules.js';
import { readRecordedCalls } from './recorded-file.js';
import { overflowOf, promotionOf, relaxationOf } from '../routing/timed.js';
import { scenarioErrors } from './scenario-check.js';
import {
  arrivalSchemas,
  durationSchemas,
  scenarioDefaults as defaults,
  scenarioSchema,
  type ScenarioFile,
} from './scenario-schema.js';
import { midnight, msOfClockTime } from './times.js';

export interface ScenarioErrors {
  readonly errors: readonly FileError[];
}

/** @throws the error of the file system when it cannot be read. */
export type ReadText = (file: string) => Promise<string>;

type ScenarioResult<T> = Result<T, ScenarioErrors>;
type FileCallers = ScenarioFile['callers'][number];

const MAX_ERRORS = 100;
/** A file that builds on one that builds on one ... */
const MAX_LAYERS = 8;

/**
 * @param file its name, also that in errors; files that it names are looked for beside it.
 * @returns a scenario ready to run, or everything that is wrong with it.
 */
export async function loadScenario(file: string, readText: ReadText): Promise<ScenarioResult<Scenario>> {
  const layers = await readLayers(file, readText);
  if (!layers.ok) return layers;
  const merged = mergeLayers(layers.value);
  const shape = shapeErrors(merged.data);
  if (shape.length > 0) return refused(shape.map(({ path, reason }) => merged.at(path, reason)));
  const scenario = merged.data as ScenarioFile;
  const wrong = scenarioErrors(scenario);
  if (wrong.length > 0) return refused(wrong.map(({ path, reason }) => merged.at(path, reason)));
  return assemble(scenario, merged, readText);
}

interface Layer {
  readonly file: string;
  readonly yaml: LocatedYaml;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The file first, then what it builds on. */
async function readLayers(file: string, readText: ReadText): Promise<ScenarioResult<readonly Layer[]>> {
  const layers: Layer[] = [];
  for (let next: string | undefined = file; next !== undefined;) {
    const text = await textOf(next, readText);
    if (!text.ok) {
      const named = layers.at(-1);
      const error = named
        ? named.yaml.at(['base'], text.why)
        : { file, line: 1, column: 1, path: '', reason: text.why };
      return refused([error]);
    }
    const yaml = readYaml(text.value, next);
    if (yaml.errors.length > 0) return refused(yaml.errors);
    const { data } = yaml;
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      return refused([yaml.at([], 'must be a scenario')]);
    const { base, ...rest } = data as Readonly<Record<string, unknown>>;
    layers.push({ file: next, yaml, data: rest });
    if (base !== undefined && (typeof base !== 'string' || base === ''))
      return refused([yaml.at(['base'], 'must be the name of a file')]);
    if (layers.length > MAX_LAYERS)
      return refused([yaml.at(['base'], `is the base of more than ${MAX_LAYERS} files, perhaps of itself`)]);
    next = base === undefined ? undefined : join(dirname(next), base);
  }
  return ok(layers);
}

interface Merged {
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: (path: Path, reason: string) => FileError;
  /** The file that says it. */
  readonly fileOf: (section: string) => string;
}

function mergeLayers(layers: readonly Layer[]): Merged {
  const layerOf = (section: string): Layer | undefined =>
    layers.find(({ data }) => Object.hasOwn(data, section)) ?? layers[0];
  return {
    data: Object.assign({}, ...layers.map(({ data }) => data).reverse()) as Merged['data'],
    fileOf: (section) => layerOf(section)?.file ?? '',
    at(path, reason) {
      const layer = layerOf(String(path[0] ?? ''));
      return layer?.yaml.at(path, reason) ?? { file: '', line: 1, column: 1, path: path.join('.'), reason };
    },
  };
}

/** Of a choice by `kind`, the errors of the kind that the file names. */
function shapeErrors(data: unknown): SchemaError[] {
  return schemaErrors(scenarioSchema, data).flatMap((error) => {
    const section = String(error.path.at(-1));
    const kinds: Readonly<Record<string, TSchema>> =
      section === 'arrivals' ? arrivalSchemas : durationSchemas;
    const value = error.path.reduce<unknown>((at, step) => childOf(at, step), data);
    if (!kindSections.has(section) || typeof value !== 'object' || value === null) return [error];
    const kind = childOf(value, 'kind');
    const schema = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!schema || (kind === 'unlimited' && section !== 'patience')) {
      const possible = Object.keys(kinds).filter((one) => one !== 'unlimited' || section === 'patience');
      return [{ path: [...error.path, 'kind'], reason: `must be one of ${possible.join(', ')}` }];
    }
    return schemaErrors(schema, value).map(({ path, reason }) => ({
      path: [...error.path, ...path],
      reason,
    }));
  });
}

const kindSections: ReadonlySet<string> = new Set([
  ...['arrivals', 'talk', 'wrapUp', 'patience', 'answer', 'backAfter'],
]);

const childOf = (of: unknown, step: string | number): unknown =>
  typeof of === 'object' && of !== null
    ? (of as Readonly<Record<string | number, unknown>>)[step]
    : undefined;

async function assemble(
  file: ScenarioFile,
  merged: Merged,
  readText: ReadText,
): Promise<ScenarioResult<Scenario>> {
  const fromMs = msOfClockTime(file.from);
  const toMs = msOfClockTime(file.to);
  const dayAt = midnight(file.date ?? defaults.date, file.timeZone ?? defaults.timeZone);
  const day: Day = { file, fromMs, toMs, dayAt };
  const callers: CallerClass[] = [];
  const errors: FileError[] = [];
  for (const [n, one] of file.callers.entries()) {
    const arrivals = await arrivalsOf(one, n, day, merged, readText);
    if (!arrivals.ok) errors.push(...arrivals.errors);
    else {
      const { id, talk = null, wrapUp = null, patience = null } = one;
      callers.push({ id, arrivals: arrivals.value, talk, wrapUp, patience });
    }
  }
  if (errors.length > 0) return refused(errors);
  return ok({
    name: file.scenario,
    title: file.title ?? '',
    ...{ startAt: dayAt + fromMs, fromMs },
    lengthMs: toMs - fromMs,
    measuring: {
      targetMs: (file.targetSeconds ?? defaults.targetSeconds) * 1000,
      shortAbandonMs: (file.shortAbandonSeconds ?? defaults.shortAbandonSeconds) * 1000,
      warmUpMs: (file.warmUpMinutes ?? defaults.warmUpMinutes) * 60_000,
      intervalMs: (file.intervalMinutes ?? defaults.intervalMinutes) * 60_000,
      confidence: file.confidence ?? defaults.confidence,
    },
    replications: file.replications ?? defaults.replications,
    seed: file.seed ?? defaults.seed,
    ...(file.routing && { routing: file.routing as Routing }),
    queues: file.queues.map(queueOf),
    callers,
    groups: file.agents.map((group) => groupOf(group, day)),
  });
}

interface Day {
  readonly file: ScenarioFile;
  readonly fromMs: number;
  readonly toMs: number;
  readonly dayAt: number;
}

async function arrivalsOf(
  of: FileCallers,
  n: number,
  day: Day,
  merged: Merged,
  readText: ReadText,
): Promise<ScenarioResult<GeneratedArrivals | RecordedArrivals>> {
  const { arrivals } = of;
  if (arrivals.kind !== 'recorded') return ok(generatedOf(of, arrivals, day));
  const path = ['callers', n, 'arrivals', 'file'];
  const name = join(dirname(merged.fileOf('callers')), arrivals.file);
  const text = await textOf(name, readText);
  if (!text.ok) return refused([merged.at(path, text.why)]);
  const calls = readRecordedCalls(text.value, name, {
    ...{ queue: of.queue, queues: new Set(day.file.queues.map(({ id }) => id)), wanted: wantedOf(of) },
    ...{ midnight: day.dayAt, fromMs: day.fromMs, toMs: day.toMs },
  });
  if (!calls.ok) return calls;
  if (!of.talk && calls.value.every(({ talkMs }) => talkMs === null))
    return refused([merged.at(['callers', n], `needs talk: no call of ${name} has talkSeconds`)]);
  return ok({ kind: 'recorded', calls: calls.value });
}

function generatedOf(
  of: FileCallers,
  arrivals: Exclude<FileCallers['arrivals'], { kind: 'recorded' }>,
  { fromMs, toMs }: Day,
): GeneratedArrivals {
  const { kind, perHour = 0, intervals } = arrivals;
  const within = (given: NonNullable<typeof intervals>): RateInterval[] =>
    given
      .map((one) => ({ ...span(one, fromMs, toMs), perHour: one.perHour }))
      .filter((one) => one.fromMs < one.toMs)
      .sort((a, b) => a.fromMs - b.fromMs);
  const all = [{ fromMs: 0, toMs: toMs - fromMs, perHour }];
  return {
    ...{ kind, wanted: { queue: of.queue ?? '', ...wantedOf(of) } },
    known: knownOf(of),
    ...(of.regions && { regions: of.regions }),
    intervals: intervals ? within(intervals) : all,
  };
}

function knownOf({ called, data }: FileCallers): KnownOfCaller {
  return { ...(called !== undefined && { called }), ...(data && { data }) };
}

function wantedOf({ priority, skills, level, region, routes }: FileCallers): Omit<Wanted, 'queue'> {
  return {
    ...(priority !== undefined && { priority }),
    ...(skills && { skills }),
    ...(level !== undefined && { level }),
    ...(region !== undefined && { region }),
    ...(routes && {
      routes: routes.map(({ afterSeconds, ...route }) => ({
        ...route,
        ...(afterSeconds !== undefined && { afterMs: afterSeconds * 1000 }),
      })),
    }),
  };
}

/** Times of the clock, cut to the day and counted from its beginning. */
function span(of: { readonly from: string; readonly to: string }, fromMs: number, toMs: number) {
  return {
    fromMs: Math.max(msOfClockTime(of.from), fromMs) - fromMs,
    toMs: Math.min(msOfClockTime(of.to), toMs) - fromMs,
  };
}

function queueOf(queue: ScenarioFile['queues'][number]): QueueSettings {
  const { ringSeconds, wrapUpSeconds, relax, promote, overflow, ...same } = queue;
  return {
    ...same,
    ...(relax && { relax: relax.map(relaxationOf) }),
    ...(promote && { promote: promote.map(promotionOf) }),
    ...(overflow && { overflow: overflow.map(overflowOf) }),
    ...(ringSeconds !== undefined && { offerMs: ringSeconds * 1000 }),
    ...(wrapUpSeconds !== undefined && { wrapUpMs: wrapUpSeconds * 1000 }),
  };
}

const AT_ONCE: Duration = { kind: 'deterministic', seconds: 0 };

function groupOf(group: ScenarioFile['agents'][number], { fromMs, toMs }: Day): AgentGroup {
  const { id, skills, wrapUpSeconds, shares, breaks = [] } = group;
  const staff = (given: ScenarioFile['agents'][number]['staffing']) =>
    given
      .map((one) => ({ ...span(one, fromMs, toMs), agents: one.agents }))
      .filter((one) => one.fromMs < one.toMs);
  return {
    id,
    settings: {
      queues: group.queues.map((queue) => (typeof queue === 'string' ? { queue } : queue)),
      ...(skills && { skills }),
      ...(wrapUpSeconds !== undefined && { wrapUpMs: wrapUpSeconds * 1000 }),
      ...(shares && { shares }),
    },
    staffing: staff(group.staffing),
    breaks: staff(breaks),
    answer: group.answer ?? AT_ONCE,
    missedShare: group.missedShare ?? defaults.missedShare,
    backAfter: group.backAfter ?? { kind: 'deterministic', seconds: defaults.backAfterSeconds },
  };
}

async function textOf(file: string, readText: ReadText): Promise<Result<string>> {
  try {
    return ok(await readText(file));
  } catch (error) {
    return {
      ok: false,
      why: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

const refused = (errors: readonly FileError[]): { readonly ok: false } & ScenarioErrors => ({
  ok: false,
  errors: errors.slice(0, MAX_ERRORS),
});
