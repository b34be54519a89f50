import type { Application } from '../application-queue.js';
import { answer, hangup, park, preAnswer, respond, ringReady } from './answer.js';
import { bridgeApplication, type Originate } from './bridge.js';
import { conference } from './conference.js';
import { flushDtmf, sendDtmf } from './digits.js';
import { eavesdrop } from './eavesdrop.js';
import { playAndGetDigits } from './play-and-get-digits.js';
import { endlessPlayback, playback, sleep } from './playback.js';
import { record, recordSession, stopRecordSession } from './record.js';
import { exportVariable, multiset, set, unset } from './set.js';

/** Every application that a channel can run. */
export function applications(originate: Originate, domain: string): readonly Application[] {
  return [
    answer,
    preAnswer,
    ringReady,
    park,
    hangup,
    respond,
    set,
    multiset,
    unset,
    exportVariable,
    sleep,
    playback,
    endlessPlayback,
    playAndGetDigits,
    record,
    recordSession,
    stopRecordSession,
    sendDtmf,
    flushDtmf,
    conference,
    eavesdrop,
    bridgeApplication(originate, domain),
  ];
}
