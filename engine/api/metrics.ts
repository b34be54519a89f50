import { figureHelp, type FigureName, type Figures } from '../figures.js';

/** The figures in the text format of Prometheus (0.0.4), each with its help and type. */
export function prometheusText(figures: Figures): string {
  const names = Object.keys(figureHelp) as FigureName[];
  return names
    .flatMap((key) => {
      const value = figures[key];
      if (value === undefined) return [];
      const name = `yihao_${key}`;
      const type = name.endsWith('_total') ? 'counter' : 'gauge';
      return [`# HELP ${name} ${figureHelp[key]}\n# TYPE ${name} ${type}\n${name} ${value}\n`];
    })
    .join('');
}
