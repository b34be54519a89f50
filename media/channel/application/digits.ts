import type { Application } from '../application-queue.js';
import { sendDigits } from '../send-digits.js';
import { simple } from './answer.js';

/** `send_dtmf DIGITS[@MS]`. */
export const sendDtmf: Application = simple('send_dtmf', (channel, argument) =>
  sendDigits(channel, argument),
);

export const flushDtmf: Application = simple('flush_dtmf', (channel) => channel.digits.clear());
