/** What fast-xml-parser gives, read without trusting it. */
import { XMLParser } from 'fast-xml-parser';
import { ok, refuse, type Result } from '../../kernel/result.js';

export type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
});

/** The `<section>` of one of FreeSWITCH's documents. */
export function parseSection(xml: string): Result<Node> {
  let parsed: unknown;
  try {
    parsed = parser.parse(xml);
  } catch (error) {
    return refuse(`not XML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const section = child(child(parsed, 'document'), 'section');
  return section ? ok(section) : refuse('no <section> in the answer');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function child(of: unknown, name: string): Node | undefined {
  return children(of, name)[0];
}

/** A single child parses as an object, several as an array. */
export function children(of: unknown, name: string): Node[] {
  const found = isNode(of) ? of[name] : undefined;
  return (Array.isArray(found) ? (found as unknown[]) : [found]).filter(isNode);
}

export function attribute(of: Node, name: string): string {
  const value = of[name];
  return typeof value === 'string' ? value : '';
}

/** `<param name="..." value="..."/>` elements. */
export function named(of: unknown, element: string): Map<string, string> {
  return new Map(children(of, element).map((one) => [attribute(one, 'name'), attribute(one, 'value')]));
}
