/** Whether a text may go live as one flow of a set that is in force, and what comes of its cases. */
import { YihaoError } from '../../kernel/errors.js';
import {
  checkFlow,
  checkSet,
  checkSound,
  reaches,
  type CheckedFlow,
  type FlowErrors,
  type Surroundings,
} from '../ivr/check.js';
import type { FileError } from '../ivr/located-yaml.js';
import { versionOf, type LoadedFlows } from './load-flows.js';
import { runCases, type CaseOutcome } from './run-case-files.js';

export interface Judgement {
  readonly errors: readonly FileError[];
  readonly warnings: readonly FileError[];
  readonly cases: readonly CaseOutcome[];
  /** The set with the flow in it; absent where an error keeps it from being one. */
  readonly loaded?: LoadedFlows;
}

const mostKept = 500;

/** Checks flows; those that were checked before are known by their texts. */
export class FlowJudge {
  readonly #known = new Map<string, CheckedFlow>();

  /**
   * @param texts of all the flows that are in force, by file.
   * @param file of the flow that is judged, there or new.
   * @param casesOf every flow in force; those of flows that lead to this one are run as well.
   */
  judge(
    texts: ReadonlyMap<string, string>,
    file: string,
    text: string,
    cases: string,
    around: Surroundings,
    casesOf: ReadonlyMap<string, string> = new Map(),
  ): Judgement {
    const mine = checkFlow(text, file, around);
    if (!mine.ok) return { errors: mine.errors, warnings: [], cases: [] };
    const all = new Map([...texts, [file, text]]);
    const others = [...all]
      .filter(([name]) => name !== file)
      .flatMap(([name, other]) => this.#checked(name, other));
    const set = checkSet([mine.value, ...others]);
    if (!set.ok) return { errors: set.errors, warnings: [], cases: [] };
    const { errors, warnings } = checkSound([mine.value], around, set.value);
    const { flow: id } = mine.value.flow;
    const callers = [...casesOf].filter(([flow]) => flow !== id && reaches(set.value, flow, id));
    const outcomes = [[file.replace(/[.]yaml$/, ''), cases] as const, ...callers].flatMap(([name, text]) =>
      text.trim() === '' ? [] : runCases(text, `${name}.test.yaml`, set.value),
    );
    if (errors.length > 0) return { errors, warnings, cases: outcomes };
    const { value } = mine;
    const files = [...all]
      .map(([name, one]) => ({
        file: name,
        text: one,
        flow: name === file ? value.flow.flow : (this.#checked(name, one)[0]?.flow.flow ?? ''),
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
    const loaded = { flows: set.value, version: versionOf(all), files, warnings };
    return { errors, warnings, cases: outcomes, loaded };
  }

  /** A set of texts that were in force, whatever became of what they name. */
  compose(texts: ReadonlyMap<string, string>): LoadedFlows | FlowErrors {
    const checked = [...texts].map(([file, text]) => ({ file, text, flows: this.#checked(file, text) }));
    const set = checkSet(checked.flatMap(({ flows }) => flows));
    if (!set.ok) return { errors: set.errors };
    const files = checked.map(({ file, text, flows }) => ({ file, text, flow: flows[0]?.flow.flow ?? '' }));
    return { flows: set.value, version: versionOf(texts), files, warnings: [] };
  }

  /** Nothing where the text is no flow: it was in force, so it is one. */
  #checked(file: string, text: string): readonly CheckedFlow[] {
    const key = `${file}\0${text}`;
    const known = this.#known.get(key);
    if (known) return [known];
    const checked = checkFlow(text, file);
    if (!checked.ok) return [];
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(key, checked.value);
    return [checked.value];
  }
}

/** @throws YihaoError 'flow.invalid', 'flow.case'. */
export function refuseWrong({ errors, cases }: Judgement): void {
  const [first] = errors;
  if (first) {
    const { file, line, path, reason } = first;
    throw new YihaoError('flow.invalid', { file, line, path, reason });
  }
  const failed = cases.find(({ failure }) => failure !== undefined);
  if (!failed) return;
  const { name, line, failure = '' } = failed;
  throw new YihaoError('flow.case', { name, line, reason: failure });
}
