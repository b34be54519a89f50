/** What a simulation came to as one HTML file or one SVG: no script, nothing loaded from elsewhere. */
import { type Chart, escapeMarkup, svgOf } from './chart.js';
import { basisOf, comparisonTables, outcomeTables, queueName, surelyOf, type Table } from './report.js';
import type { Comparison, MeanCourse, Outcome } from './simulate.js';
import { type Language, words } from './words.js';

export interface Shown {
  readonly result: Outcome | Comparison;
  readonly title: string;
  /** Time of the day, in milliseconds from midnight, at which it begins. */
  readonly fromMs: number;
  readonly language: Language;
}

/** Queues that are drawn one by one; the tables have all. */
const MOST_QUEUES = 12;

export function pageOf(shown: Shown): string {
  const { result, language } = shown;
  const say = words[language];
  const first = 'before' in result ? result.before : result;
  const tables = 'before' in result ? comparisonTables(result, language) : outcomeTables(result, language);
  const notes = [basisOf(first, language), ...('before' in result ? [surelyOf(first, language)] : [])];
  const heading = escapeMarkup(shown.title === '' ? say.title : shown.title);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 900px; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0 0 1.5rem; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; font-weight: 400; }
thead th { border-bottom: 2px solid #888; font-weight: 600; }
svg { max-width: 100%; height: auto; }
</style>
</head>
<body>
<h1>${heading}</h1>
<p>${notes.map(escapeMarkup).join('<br>')}</p>
${svgOf(chartsOf(shown), say.title)}
${tables.map(tableOf).join('\n')}
</body>
</html>
`;
}

export const svgFileOf = (shown: Shown): string =>
  `${svgOf(chartsOf(shown), shown.title === '' ? words[shown.language].title : shown.title)}\n`;

function chartsOf({ result, fromMs, language }: Shown): Chart[] {
  const say = words[language];
  const outcomes = 'before' in result ? [result.before, result.after] : [result];
  const [first] = outcomes;
  if (!first) return [];
  const names = outcomes.map(({ scenario }) => scenario);
  const chart = (title: string, queue: string, of: keyof MeanCourse): Chart => ({
    title: queue === '' ? title : `${title}: ${queueName(queue, language)}`,
    series: outcomes.map((outcome, n) => ({
      name: names[n] ?? '',
      values: [outcome.all, ...outcome.queues].find((one) => one.queue === queue)?.course[of] ?? [],
    })),
    ...{ intervalMs: first.intervalMs, fromMs, share: of === 'serviceLevel' },
  });
  const drawn = first.queues.length > 1 ? first.queues.slice(0, MOST_QUEUES) : [];
  return [
    chart(say.offeredByTime, '', 'offered'),
    chart(say.waitingByTime, '', 'waiting'),
    chart(say.serviceLevelByTime, '', 'serviceLevel'),
    ...drawn.map(({ queue }) => chart(say.waitingByTime, queue, 'waiting')),
  ];
}

function tableOf({ title, head, rows }: Table): string {
  const cell = (tag: 'th' | 'td', text: string, scope = ''): string =>
    `<${tag}${scope}>${escapeMarkup(text)}</${tag}>`;
  const caption = title === '' ? '' : `<caption>${escapeMarkup(title)}</caption>`;
  const columns = head.map((text) => cell('th', text, ' scope="col"')).join('');
  const lines = rows.map(
    ([name = '', ...cells]) =>
      `<tr>${cell('th', name, ' scope="row"')}${cells.map((text) => cell('td', text)).join('')}</tr>`,
  );
  return `<table>${caption}<thead><tr>${columns}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}
