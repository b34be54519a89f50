import t from 'tap';
import { figureHelp, type Figures } from '../figures.js';
import { prometheusText } from './metrics.js';

interface Family {
  readonly help: string;
  readonly type: string;
  readonly value: number;
}

/** The text format 0.0.4 as strictly as it is written down, without labels, of which there are none. */
function parse(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  const lines = text.slice(0, -1).split('\n');
  for (let at = 0; at < lines.length; at += 3) {
    const [help, type, sample] = [lines[at] ?? '', lines[at + 1] ?? '', lines[at + 2] ?? ''];
    const name = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/.exec(help);
    const kind = /^# TYPE (\S+) (counter|gauge)$/.exec(type);
    const value = /^(\S+) ([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/.exec(sample);
    if (!name?.[1] || !kind || !value) throw new Error(`not a family: ${help} / ${type} / ${sample}`);
    if (kind[1] !== name[1] || value[1] !== name[1]) throw new Error(`names differ: ${help}`);
    if (families.has(name[1])) throw new Error(`${name[1]} comes twice`);
    families.set(name[1], { help: name[2] ?? '', type: kind[2] ?? '', value: Number(value[2]) });
  }
  return families;
}

t.test('every figure has help, a type that its name tells, and a value', (t) => {
  const names = Object.keys(figureHelp);
  const figures: Figures = Object.fromEntries(names.map((name, n) => [name, n + 0.5]));
  const families = parse(prometheusText(figures));
  t.equal(families.size, names.length);
  for (const [name, { type }] of families) t.equal(type === 'counter', name.endsWith('_total'), name);
  t.equal(families.get('yihao_calls')?.value, 0.5);
  t.end();
});

t.test('a figure that is not known is left out', (t) => {
  t.same([...parse(prometheusText({ calls: 3 })).keys()], ['yihao_calls']);
  t.end();
});
