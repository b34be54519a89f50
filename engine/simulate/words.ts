import type { Measure } from './figures.js';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

export interface Words {
  readonly measures: Readonly<Record<Measure, string>>;
  readonly allQueues: string;
  readonly measure: string;
  readonly change: string;
  readonly groups: string;
  readonly occupancy: string;
  readonly title: string;
  readonly offeredByTime: string;
  readonly waitingByTime: string;
  readonly serviceLevelByTime: string;
  /** `days`, and confidence in percent. */
  readonly basis: (days: number, percent: number) => string;
  readonly surely: (percent: number) => string;
  readonly speed: (events: number, perSecond: number) => string;
  readonly written: (file: string) => string;
  readonly none: string;
}

export const words: Readonly<Record<Language, Words>> = {
  'zh-CN': {
    measures: {
      offered: '呼入',
      answered: '接听',
      abandoned: '放弃',
      shortAbandoned: '其中短时放弃',
      refused: '队列满拒绝',
      overflowed: '溢出转出',
      unfinished: '未了结',
      serviceLevel: '服务水平',
      abandonShare: '放弃率',
      asaSeconds: '平均应答速度（秒）',
      waitSeconds: '平均等待（秒）',
      wait90Seconds: '九成接听者等待不超过（秒）',
      longestWaitSeconds: '最长等待（秒）',
      waitedShare: '来电时无空闲座席',
      waiting: '平均排队人数',
      mostWaiting: '最多排队人数',
      occupancy: '座席占用率',
    },
    allQueues: '全部队列',
    measure: '指标',
    change: '变化',
    groups: '座席组占用率',
    occupancy: '占用率',
    title: '排队模拟',
    offeredByTime: '呼入量（每时段）',
    waitingByTime: '排队人数',
    serviceLevelByTime: '服务水平',
    basis: (days, percent) => `模拟 ${days} 天的平均值 ± ${percent}% 置信区间`,
    surely: (percent) => `带 * 的变化在 ${percent}% 置信度下不是偶然`,
    speed: (events, perSecond) => `ACD 处理 ${events} 个事件，每秒处理器时间 ${perSecond} 个`,
    written: (file) => `图表：${file}`,
    none: '—',
  },
  en: {
    measures: {
      offered: 'offered',
      answered: 'answered',
      abandoned: 'abandoned',
      shortAbandoned: 'of them short abandons',
      refused: 'refused, queue full',
      overflowed: 'overflowed elsewhere',
      unfinished: 'unfinished',
      serviceLevel: 'service level',
      abandonShare: 'abandon rate',
      asaSeconds: 'average speed of answer (s)',
      waitSeconds: 'mean wait (s)',
      wait90Seconds: '90 % answered within (s)',
      longestWaitSeconds: 'longest wait (s)',
      waitedShare: 'found no agent free',
      waiting: 'callers waiting, mean',
      mostWaiting: 'callers waiting, most',
      occupancy: 'occupancy of agents',
    },
    allQueues: 'all queues',
    measure: 'figure',
    change: 'change',
    groups: 'Occupancy by group of agents',
    occupancy: 'occupancy',
    title: 'Queue simulation',
    offeredByTime: 'Callers by interval',
    waitingByTime: 'Callers waiting',
    serviceLevelByTime: 'Service level',
    basis: (days, percent) => `means of ${days} simulated days ± ${percent} % confidence interval`,
    surely: (percent) => `changes marked * are no chance at ${percent} % confidence`,
    speed: (events, perSecond) => `the ACD took ${events} events, ${perSecond} a second of processor time`,
    written: (file) => `chart: ${file}`,
    none: '-',
  },
};
