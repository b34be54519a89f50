/** A line chart as SVG, whole in itself. */
import { clockTimeOf } from './times.js';

export interface Series {
  readonly name: string;
  /** By interval; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly intervalMs: number;
  /** Time of the day, in milliseconds from midnight, at which the first interval begins. */
  readonly fromMs: number;
  /** Shares are shown in per cent, up to all of it. */
  readonly share: boolean;
}

export const CHART_WIDTH = 860;
export const CHART_HEIGHT = 260;
const LEFT = 56;
const RIGHT = 28;
const TOP = 48;
const BOTTOM = 32;
const WIDTH = CHART_WIDTH - LEFT - RIGHT;
const HEIGHT = CHART_HEIGHT - TOP - BOTTOM;

/** Told apart by their dashes too, for who sees no colours or prints in grey. */
const STYLES = [
  { colour: '#1456a8', dash: '' },
  { colour: '#b4480a', dash: '7 4' },
] as const;

/** @param y where it begins within an SVG that holds several. */
export function chartSvg(chart: Chart, y = 0): string {
  const { title, series, intervalMs, fromMs, share } = chart;
  const intervals = Math.max(1, ...series.map(({ values }) => values.length));
  const seen = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const top = share ? 1 : niceTop(Math.max(0, ...seen));
  const xOf = (i: number): number => LEFT + (WIDTH * (i + 0.5)) / intervals;
  const yOf = (value: number): number => TOP + HEIGHT * (1 - value / top);
  const show = (value: number): string =>
    share ? `${Math.round(value * 100)}%` : String(+value.toPrecision(3));

  const parts = [`<text class="title" x="${LEFT}" y="18">${escapeMarkup(title)}</text>`];
  for (let n = 0; n <= 4; n++) {
    const value = (top * n) / 4;
    const at = round(yOf(value));
    parts.push(
      `<line class="grid" x1="${LEFT}" x2="${LEFT + WIDTH}" y1="${at}" y2="${at}"/>`,
      `<text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${show(value)}</text>`,
    );
  }
  const step = Math.max(1, Math.ceil(intervals / 12));
  for (let i = 0; i <= intervals; i += step) {
    const at = round(LEFT + (WIDTH * i) / intervals);
    parts.push(
      `<text x="${at}" y="${CHART_HEIGHT - 10}" text-anchor="middle">${clockTimeOf(fromMs + i * intervalMs)}</text>`,
    );
  }
  for (const [n, { name, values }] of series.entries()) {
    const { colour, dash } = STYLES[n % STYLES.length] ?? STYLES[0];
    const stroke = `stroke="${colour}" stroke-dasharray="${dash}"`;
    const at = LEFT + n * 240;
    parts.push(
      `<line class="line" ${stroke} x1="${at}" x2="${at + 28}" y1="34" y2="34"/>`,
      `<text x="${at + 34}" y="38">${escapeMarkup(name)}</text>`,
      `<path class="line" ${stroke} d="${pathOf(values, xOf, yOf)}"/>`,
    );
  }
  return `<g transform="translate(0 ${y})"><title>${escapeMarkup(title)}</title>${parts.join('')}</g>`;
}

/** Charts under one another. */
export function svgOf(charts: readonly Chart[], label: string): string {
  const height = CHART_HEIGHT * charts.length;
  const style =
    'text{font:12px system-ui,sans-serif;fill:#222}.title{font-size:15px;font-weight:600}' +
    '.grid{stroke:#ddd}.line{fill:none;stroke-width:2}';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART_WIDTH} ${height}" width="${CHART_WIDTH}" ` +
    `height="${height}" role="img" aria-label="${escapeMarkup(label)}"><style>${style}</style>` +
    `<rect width="100%" height="100%" fill="#fff"/>` +
    `${charts.map((chart, n) => chartSvg(chart, n * CHART_HEIGHT)).join('')}</svg>`
  );
}

export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function pathOf(
  values: readonly (number | null)[],
  xOf: (i: number) => number,
  yOf: (value: number) => number,
): string {
  let drawing = false;
  return values
    .map((value, i) => {
      if (value === null) {
        drawing = false;
        return '';
      }
      const step = `${drawing ? 'L' : 'M'}${round(xOf(i))} ${round(yOf(value))}`;
      // A single point between two gaps shows as a dot of the round line cap.
      const dot = !drawing && (values[i + 1] ?? null) === null ? 'h0.1' : '';
      drawing = true;
      return step + dot;
    })
    .join('');
}

/** 1, 2 or 5 times a power of ten, at least the value. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((n) => n * power >= value) ?? 10) * power;
}

const round = (n: number): number => Math.round(n * 10) / 10;
