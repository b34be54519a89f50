import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCase } from '../ivr/case-runner.js';
import { readCases } from '../ivr/flow-case.js';
import type { FlowSet } from '../ivr/model.js';

export interface CaseOutcome {
  /** `demo-12345.test.yaml: the name of the case`. */
  readonly name: string;
  /** Of the case in its file, or of the step that failed; from 1. */
  readonly line: number;
  /** Absent when it came out as written. */
  readonly failure?: string;
}

/** Runs every `*.test.yaml` of the folder on the flows; a file that cannot be read as cases is a failure too. */
export async function runCaseFiles(folder: string, flows: FlowSet): Promise<CaseOutcome[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.yaml')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return files.flatMap((file, i) => runCases(texts[i] ?? '', file, flows));
}

/** Runs the cases of one text. @param file what it is called in what is told. */
export function runCases(text: string, file: string, flows: FlowSet): CaseOutcome[] {
  const read = readCases(text, file);
  if (!read.ok)
    return read.errors.map(({ line, path, reason }) => ({
      ...{ name: file, line },
      failure: `${file}:${line}: ${path}: ${reason}`,
    }));
  const { cases, flow, lineOf } = read.value;
  return cases.map((one, i) => {
    const failure = runCase(flows, flow, one);
    return {
      name: `${file}: ${one.name}`,
      line: lineOf(i, failure?.step),
      ...(failure ? { failure: `step ${failure.step + 1}: ${failure.reason}` } : {}),
    };
  });
}
