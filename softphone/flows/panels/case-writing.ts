/** A simulated call as a test case of the flow: what the caller did, and what came of it each time. */
import { isMap, isNode, isSeq, parseDocument, stringify, type Document, type YAMLSeq } from 'yaml';
import type { CaseStep, FlowCase, FlowEffect, Scene, SimulatedTurn } from './panel-requests.js';

export interface Rehearsed {
  readonly name: string;
  readonly caller: string;
  readonly dialled: string;
  /** When it began: milliseconds since the epoch. */
  readonly at: number;
  readonly variables: Readonly<Record<string, string>>;
  /** What the flow asked about, and what held. */
  readonly scene: Scene;
  readonly steps: readonly CaseStep[];
  readonly turns: readonly SimulatedTurn[];
}

/** Steps that were not taken are left out. */
export function caseOf({ name, caller, dialled, at, variables, scene, steps, turns }: Rehearsed): FlowCase {
  const refused = new Set(turns.filter((turn) => turn.refused !== null).map(({ after }) => after));
  const written: CaseStep[] = expectation(turns[0]?.does ?? null);
  steps.forEach((step, i) => {
    if (refused.has(i + 1)) return;
    written.push(step);
    const [before, now] = [turns[i]?.does ?? null, turns[i + 1]?.does ?? null];
    if (JSON.stringify(before) !== JSON.stringify(now)) written.push(...expectation(now));
  });
  return {
    name,
    ...(caller !== '' && { caller }),
    ...(dialled !== '' && { dialled }),
    at: moment(at),
    ...(Object.keys(variables).length > 0 && { variables: { ...variables } }),
    ...scene,
    steps: written,
  };
}

/** What must be so when the engine does this. */
export function expectation(does: FlowEffect | null): CaseStep[] {
  switch (does?.do) {
    case 'play':
    case 'collect':
      return [{ hears: does.prompts.map((one) => (one.kind === 'recorded' ? one.id : one.text)) }];
    case 'enqueue':
      return [{ queued: does.queue }];
    case 'transfer': {
      const { to } = does;
      if (to.kind === 'agent') return [{ transferred: to.agent }];
      return [{ transferred: to.kind === 'extension' ? to.extension : to.number }];
    }
    case 'record':
      return [{ records: does.mailbox }];
    case 'listen':
      return [{ listens: does.language }];
    case 'request':
      return [{ asks: `${does.method} ${does.url}` }];
    case 'lookup':
      return [{ looksUp: does.number }];
    case 'hangup':
      return [{ ended: does.cause }];
    case 'trace':
    case 'setData':
    case 'rate':
    case 'fault':
    case 'requestCallback':
    case undefined:
      return [];
  }
}

/** `2026-03-02T10:00:00Z`. */
const moment = (at: number): string => new Date(at).toISOString().replace(/[.]\d+Z$/, 'Z');

/**
 * Puts a case at the end of a case file and leaves the rest of it as it was written; one of the same name makes room.
 * @param text '' where there are none yet. @returns undefined when the file is not one that a case can be added to.
 */
export function withCase(text: string, flow: string, added: FlowCase): string | undefined {
  if (text.trim() === '') return stringify({ flow, cases: [added] }, writing);
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const cases: unknown = document.get('cases');
  if (document.errors.length > 0 || !isSeq(cases)) return undefined;
  const there = cases.items.findIndex((one) => isMap(one) && one.get('name') === added.name);
  const indent = there < 0 && isLast(document, cases) ? indentOf(text, cases) : undefined;
  if (indent !== undefined) return `${text.trimEnd()}\n\n${indented(stringify([added], writing), indent)}`;
  if (there >= 0) cases.items.splice(there, 1);
  cases.add(document.createNode(added));
  return document.toString({ ...writing, flowCollectionPadding: false });
}

/** How many cases of the file expect to be at the node. A file that cannot be read names none. */
export function casesAtNode(text: string, node: string): number {
  const cases: unknown = parseDocument(text, { prettyErrors: false, logLevel: 'silent' }).get('cases');
  if (!isSeq(cases)) return 0;
  return cases.items.filter((one) => {
    const steps: unknown = isMap(one) ? one.get('steps') : undefined;
    return isSeq(steps) && steps.items.some((step) => isMap(step) && step.get('atNode') === node);
  }).length;
}

const writing = { lineWidth: 110 } as const;

function isLast({ contents }: Document, cases: unknown): boolean {
  return isMap(contents) && contents.items.at(-1)?.value === cases;
}

/** Spaces before the dash of each case; undefined where they are not written one under the other. */
function indentOf(text: string, { items, flow }: YAMLSeq): number | undefined {
  const [first] = items;
  const begin = isNode(first) ? first.range?.[0] : undefined;
  if (flow === true || begin === undefined) return undefined;
  const before = /^( *)- +$/.exec(text.slice(text.lastIndexOf('\n', begin - 1) + 1, begin));
  return before?.[1]?.length;
}

const indented = (text: string, spaces: number): string => text.replace(/^(?=.)/gm, ' '.repeat(spaces));
