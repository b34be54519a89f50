/** When a figure of the board turns yellow and red. Kept in this browser: each supervisor watches in their own way. */

export type Severity = 'normal' | 'warning' | 'critical';

/** Reaching `warning` turns a figure yellow, reaching `critical` red. */
export interface Threshold {
  readonly warning: number;
  readonly critical: number;
}

export const thresholdNames = [
  'waitSeconds',
  'waitingCallers',
  'talkSeconds',
  'wrapUpSeconds',
  'notReadySeconds',
] as const;

export type ThresholdName = (typeof thresholdNames)[number];

export type Thresholds = Readonly<Record<ThresholdName, Threshold>>;

/** GB/T 33358 asks for an answer within 15 s, so that is where red begins. */
export const defaultThresholds: Thresholds = {
  waitSeconds: { warning: 10, critical: 15 },
  waitingCallers: { warning: 3, critical: 8 },
  talkSeconds: { warning: 300, critical: 600 },
  wrapUpSeconds: { warning: 60, critical: 120 },
  notReadySeconds: { warning: 600, critical: 1200 },
};

const largest = 86_400;

export function severityOf(value: number, { warning, critical }: Threshold): Severity {
  if (value >= critical) return 'critical';
  return value >= warning ? 'warning' : 'normal';
}

export function worst(severities: readonly Severity[]): Severity {
  if (severities.includes('critical')) return 'critical';
  return severities.includes('warning') ? 'warning' : 'normal';
}

/** A pair is usable when both are seconds or counts from 1 and red comes no earlier than yellow. */
export function isThreshold(value: unknown): value is Threshold {
  if (typeof value !== 'object' || value === null) return false;
  const { warning, critical } = value as Partial<Record<keyof Threshold, unknown>>;
  return isCount(warning) && isCount(critical) && warning <= critical;
}

/** What was kept, with the default for whatever is missing or broken in it. */
export function readThresholds(kept: unknown): Thresholds {
  const given = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const read = (name: ThresholdName): Threshold => {
    const value = given[name];
    return isThreshold(value) ? value : defaultThresholds[name];
  };
  return {
    waitSeconds: read('waitSeconds'),
    waitingCallers: read('waitingCallers'),
    talkSeconds: read('talkSeconds'),
    wrapUpSeconds: read('wrapUpSeconds'),
    notReadySeconds: read('notReadySeconds'),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largest;
}
