/** What queueing theory says of one queue with Poisson arrivals and exponential talks, in steady state. */

export interface ErlangInput {
  readonly callsPerHour: number;
  /** Talk and after-call work together. */
  readonly handleSeconds: number;
  readonly agents: number;
  /** Wait that counts as in time. */
  readonly targetSeconds: number;
}

export interface ErlangFigures {
  /** Share who are not answered at once. */
  readonly waitProbability: number;
  /** Of all callers, however their wait ends. */
  readonly meanWaitSeconds: number;
  readonly abandonProbability: number;
  /** Answered within the target, of all callers. */
  readonly serviceLevel: number;
  readonly occupancy: number;
  /** Callers waiting, on average. */
  readonly waiting: number;
}

/**
 * Erlang C (Erlang 1917): M/M/n, nobody gives up.
 * @returns undefined when the agents cannot keep up and the queue grows for ever.
 */
export function erlangC(input: ErlangInput): ErlangFigures | undefined {
  const { callsPerHour, handleSeconds, agents, targetSeconds } = input;
  const load = (callsPerHour / 3600) * handleSeconds;
  if (load >= agents) return undefined;
  // Erlang B by its recursion, which never leaves the range of numbers.
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (load * blocked) / (n + load * blocked);
  const waitProbability = (agents * blocked) / (agents - load * (1 - blocked));
  const meanWaitSeconds = (waitProbability * handleSeconds) / (agents - load);
  const late = waitProbability * Math.exp((-(agents - load) * targetSeconds) / handleSeconds);
  return {
    ...{ waitProbability, meanWaitSeconds, abandonProbability: 0, serviceLevel: 1 - late },
    occupancy: load / agents,
    waiting: (callsPerHour / 3600) * meanWaitSeconds,
  };
}

/**
 * Erlang A (Palm 1957): M/M/n+M, each caller's patience is exponential.
 * By the steady state of its birth and death process, summed until the rest no longer counts.
 */
export function erlangA(input: ErlangInput & { readonly patienceSeconds: number }): ErlangFigures {
  const { callsPerHour, handleSeconds, agents, targetSeconds, patienceSeconds } = input;
  const arrival = callsPerHour / 3600;
  const service = 1 / handleSeconds;
  const leaving = 1 / patienceSeconds;
  const inSystem = [1];
  let sum = 1;
  for (let k = 1; ; k++) {
    const departure = Math.min(k, agents) * service + Math.max(0, k - agents) * leaving;
    const weight = ((inSystem[k - 1] ?? 0) * arrival) / departure;
    inSystem.push(weight);
    sum += weight;
    if (k > agents && departure > arrival && weight < sum * 1e-15) break;
    if (sum > 1e250) {
      for (let i = 0; i < inSystem.length; i++) inSystem[i] = (inSystem[i] ?? 0) / sum;
      sum = 1;
    }
  }
  const share = (k: number): number => (inSystem[k] ?? 0) / sum;
  let waitProbability = 0;
  let waiting = 0;
  let busy = 0;
  let inTime = 0;
  for (let k = 0; k < inSystem.length; k++) {
    busy += Math.min(k, agents) * share(k);
    if (k < agents) inTime += share(k);
    if (k < agents) continue;
    waitProbability += share(k);
    waiting += (k - agents) * share(k);
    inTime += share(k) * answeredWithin(targetSeconds, k - agents, agents * service, leaving);
  }
  return {
    waitProbability,
    meanWaitSeconds: waiting / arrival,
    abandonProbability: (leaving * waiting) / arrival,
    serviceLevel: inTime,
    occupancy: busy / agents,
    waiting,
  };
}

/**
 * That one who finds `ahead` waiting is answered within the time: the agents and the giving up of those in front, and
 * the caller's own, race each other. Its density is integrated by Simpson's rule.
 */
function answeredWithin(seconds: number, ahead: number, service: number, leaving: number): number {
  // The virtual wait is a sum of exponentials with rates service + i·leaving, i = 0..ahead; with all rates in one
  // arithmetic series its density is service·B·e^(-service·t)·(1 - e^(-leaving·t))^ahead.
  const steps = 400;
  let logScale = Math.log(service);
  for (let i = 1; i <= ahead; i++) logScale += Math.log((service + i * leaving) / (i * leaving));
  const density = (t: number): number =>
    t === 0
      ? ahead === 0
        ? service
        : 0
      : Math.exp(logScale - service * t + ahead * Math.log(1 - Math.exp(-leaving * t)) - leaving * t);
  const width = seconds / steps;
  let area = 0;
  for (let i = 0; i <= steps; i++) area += density(i * width) * (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2);
  return (area * width) / 3;
}
