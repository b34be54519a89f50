import type { Clock } from '../../kernel/clock.js';
import type { Logger } from '../../kernel/log.js';
import type { TaskRequest } from '../task/task.js';
import type { Tasks } from '../task/tasks.js';
import type { CallBackRequest, CallBackWish } from './model/call-back.js';
import type { CallState } from './model/call-state.js';

export interface CallBacksOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly tasks: Pick<Tasks, 'create'>;
  /** Takes the caller off the ACD's list. */
  readonly leaveQueue: (call: string) => void;
}

/** Callers who are to be called back become tasks of the queue. */
export class CallBacks {
  readonly #options: CallBacksOptions;

  constructor(options: CallBacksOptions) {
    this.#options = options;
  }

  /** Instead of waiting on, from the place that the caller had. */
  ask(call: CallState, wish: CallBackWish): void {
    const { tasks, log, leaveQueue } = this.#options;
    const { queue, priority, level, skills, place, isWaiting, task } = wish;
    const { id, caller, data } = call;
    const request: TaskRequest = {
      ...{ medium: 'callBack', queue, priority, level, skills: { ...skills } },
      ...{ subject: caller, number: caller, data: { ...data, call: id } },
    };
    const demand = { ...task, queue, priority, level, skills };
    try {
      tasks.create(request, place, isWaiting ? id : undefined, demand);
    } catch (error) {
      log.error({ error, call: id }, 'a caller cannot be called back as they were told');
      if (isWaiting) leaveQueue(id);
    }
  }

  /** A caller asked for it in a flow; the line of the timeline is its record whatever becomes of the task. */
  request({ id, data }: CallState, request: CallBackRequest): void {
    const { queue, number, attempts, retryMs, expiresMs, seq } = request;
    const { tasks, log, clock } = this.#options;
    try {
      tasks.create({
        ...{ medium: 'callBack', queue, number, subject: number, attempts, retryMs },
        ...{ priority: 0, level: 0, skills: {}, data: { ...data, call: id } },
        ...{ expiresAt: clock.now() + expiresMs, asked: { call: id, seq } },
      });
    } catch (error) {
      log.error({ error, call: id }, 'a call back that a caller asked for has no place in the queue');
    }
  }
}
