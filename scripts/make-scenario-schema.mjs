// Writes simulate-scenarios/scenario.schema.json from engine/simulate/scenario-schema.ts: `npm run build` first.
import { writeFileSync } from 'node:fs';
import { scenarioSchemaFile } from '../dist/engine/simulate/scenario-schema.js';

writeFileSync(new URL('../simulate-scenarios/scenario.schema.json', import.meta.url), scenarioSchemaFile());
