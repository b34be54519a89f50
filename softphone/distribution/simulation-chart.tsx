/** ECharts is large: this file, and it alone, is loaded when there is something to draw. */
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, type ReactNode } from 'react';
import { useShade, useTexts } from '../desk-shell/desk-context.js';
import { toneColours, type Shade } from '../desk-shell/tone.js';
import type { SimulationAnswer } from './contract.js';
import { simulatorTexts } from './simulator-texts.js';
import './distribution.css';

use([LineChart, GridComponent, LegendComponent, TitleComponent, TooltipComponent, SVGRenderer]);

interface Props {
  readonly answer: SimulationAnswer;
  /** '' is all queues together. */
  readonly queue: string;
  readonly queueName: string;
  readonly timeZone: string;
}

type Words = (typeof simulatorTexts)['zh-CN'];

export default function SimulationChart({ answer, queue, queueName, timeZone }: Props): ReactNode {
  const words = useTexts(simulatorTexts);
  const shade = useShade();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return undefined;
    const chart = init(place.current, null, { renderer: 'svg' });
    chart.setOption(optionOf(answer, queue, { words, shade, timeZone }));
    const sized = new ResizeObserver(() => chart.resize());
    sized.observe(place.current);
    return () => {
      sized.disconnect();
      chart.dispose();
    };
  }, [answer, queue, words, shade, timeZone]);
  return <div ref={place} className="chart" role="img" aria-label={words.chartLabel(queueName)} />;
}

interface Look {
  readonly words: Words;
  readonly shade: Shade;
  readonly timeZone: string;
}

function optionOf(answer: SimulationAnswer, queue: string, look: Look): EChartsCoreOption {
  const { words, shade, timeZone } = look;
  const { from, intervalMs, before, after } = answer;
  const courses = [before, after].map((side) =>
    queue === '' ? side.all.course : side.queues.find((one) => one.queue === queue)?.course,
  );
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const times = (courses[0]?.offered ?? []).map((_, n) => clock.format(from + n * intervalMs));
  const text = toneColours('quiet', shade).text;
  const line = toneColours('quiet', shade).border;
  const colours = shade === 'dark' ? ['#8b95a3', '#85b5ff'] : ['#667080', '#0b53c1'];
  const names = [words.before, words.after];
  const series = (['serviceLevel', 'waiting'] as const).flatMap((figure, grid) =>
    courses.map((course, side) => ({
      type: 'line',
      name: names[side],
      ...{ xAxisIndex: grid, yAxisIndex: grid, showSymbol: false, connectNulls: true },
      lineStyle: { color: colours[side], width: 2, type: side === 0 ? 'dashed' : 'solid' },
      itemStyle: { color: colours[side] },
      data: (course?.[figure] ?? []).map((value) =>
        value === null ? null : Number((figure === 'serviceLevel' ? value * 100 : value).toFixed(2)),
      ),
    })),
  );
  const axes = { axisLabel: { color: text }, axisLine: { lineStyle: { color: line } } };
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    legend: { data: names, right: 8, top: 0, textStyle: { color: text } },
    tooltip: { trigger: 'axis' },
    title: [words.measures.serviceLevel, words.waiting].map((title, n) => ({
      text: `${title}${n === 0 ? ' %' : ''}`,
      top: n === 0 ? 2 : 172,
      textStyle: { color: text, fontSize: 13, fontWeight: 'normal' },
    })),
    grid: [
      { top: 30, height: 110, left: 44, right: 16 },
      { top: 200, height: 110, left: 44, right: 16 },
    ],
    xAxis: [0, 1].map((gridIndex) => ({ type: 'category', gridIndex, data: times, ...axes })),
    yAxis: [
      { gridIndex: 0, min: 0, max: 100, splitNumber: 4, splitLine: { lineStyle: { color: line } }, ...axes },
      { gridIndex: 1, min: 0, splitNumber: 4, splitLine: { lineStyle: { color: line } }, ...axes },
    ],
    series,
  };
}
