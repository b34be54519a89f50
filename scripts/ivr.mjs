// `npm run ivr -- test [folder]`: checks the flow files of a folder (ivr-flows by default) and runs their cases.
// `npm run ivr -- check [folder]` checks alone; `npm run ivr -- schema` writes ivr-flows/flow.schema.json.
// Works on the built code (`npm run build`). Ends with 1 when anything is wrong; warnings are told and change nothing.
import { writeFileSync } from 'node:fs';
import { loadFlows } from '../dist/engine/flow-files/load-flows.js';
import { runCaseFiles } from '../dist/engine/flow-files/run-case-files.js';
import { schemaFile } from '../dist/engine/ivr/schema-file.js';

const [command = 'test', folder = 'ivr-flows'] = process.argv.slice(2);
if (command === 'schema')
  writeFileSync(new URL('../ivr-flows/flow.schema.json', import.meta.url), schemaFile());
else if (command === 'test' || command === 'check') await check();
else {
  console.error('npm run ivr -- test|check [folder], or schema');
  process.exitCode = 1;
}

async function check() {
  const loaded = await loadFlows(folder);
  const told = loaded.ok ? (loaded.value.warnings ?? []) : loaded.errors;
  for (const { file, line, column, path, reason, hint } of told)
    console.error(
      `${loaded.ok ? 'warning ' : ''}${file}:${line}:${column}: ${path}${path ? ': ' : ''}${reason}${hint ? ` (${hint})` : ''}`,
    );
  if (!loaded.ok) process.exitCode = 1;
  else if (command === 'test') await runCases(loaded.value.flows);
}

async function runCases(flows) {
  const outcomes = await runCaseFiles(folder, flows);
  for (const { name, failure } of outcomes)
    console.log(failure === undefined ? `ok      ${name}` : `WRONG   ${name}: ${failure}`);
  const wrong = outcomes.filter(({ failure }) => failure !== undefined).length;
  console.log(`${outcomes.length - wrong} passed, ${wrong} failed`);
  if (wrong > 0) process.exitCode = 1;
}
