import { flowSchema } from './flow.js';

/** The text of ivr-flows/flow.schema.json, which editors check flow files with as they are written. */
export function schemaFile(): string {
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...flowSchema }, null, 2)}\n`;
}
