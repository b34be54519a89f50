import { answer as answerCall, preAnswer as openEarlyMedia, ringReady as ring } from '../answering.js';
import { noResponse, type Application } from '../application-queue.js';
import { causeOfSipStatus, parseCause } from '../hangup-cause.js';
import type { Channel } from '../channel.js';

export const answer: Application = simple('answer', (channel) => answerCall(channel));
export const preAnswer: Application = simple('pre_answer', (channel) => openEarlyMedia(channel));
export const ringReady: Application = simple('ring_ready', (channel) => ring(channel));

/** Leaves a bridge, and rests. */
export const park: Application = simple('park', (channel) => {
  channel.bridge?.leave(channel);
  channel.park();
});

/** `hangup [CAUSE]`. */
export const hangup: Application = simple('hangup', (channel, argument) =>
  channel.hangup(argument === '' ? 'NORMAL_CLEARING' : parseCause(argument)),
);

/** `respond STATUS [REASON]`: refuses an inbound call with that very status. */
export const respond: Application = simple('respond', (channel, argument) => {
  const [, digits, reason = ''] = /^([3-6]\d\d)\s*(.*)$/.exec(argument) ?? [];
  if (digits === undefined || channel.answered || channel.direction !== 'inbound') return;
  const status = Number(digits);
  channel.hangup(causeOfSipStatus(status), { refusal: { status, reason } });
});

/** An application that is done at once and has nothing to say. */
export function simple(name: string, act: (channel: Channel, argument: string) => unknown): Application {
  return {
    name,
    run({ channel, argument }) {
      act(channel, argument.trim());
      return Promise.resolve(noResponse);
    },
  };
}
