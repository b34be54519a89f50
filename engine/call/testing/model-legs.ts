import type { FakeClock } from '../../../kernel/fake-clock.js';
import { refuse, type Result } from '../../../kernel/result.js';
import type { Application } from '../../switch/application.js';
import { q850Of } from '../../switch/hangup-cause.js';
import type { LegDirection, LegInfo, SwitchEvent } from '../../switch/switch-event.js';

export interface ModelLeg {
  readonly uuid: string;
  readonly direction: LegDirection;
  readonly callerNumber: string;
  called: string;
  readonly createdAt: number;
  answeredAt: number | undefined;
  variables: Record<string, string>;
  readonly queue: { readonly id: string; readonly application: Application }[];
  bridgedWith: string | undefined;
  recording: string | undefined;
  /** What it runs that nobody waits for the end of. */
  endless: Application | undefined;
  /** `eavesdrop` that runs, and those that wait behind it. */
  ears: { readonly id: string; readonly application: Application }[];
  /** Of a leg that is being originated. */
  settle: ((answer: Result<string>) => void) | undefined;
}

/** Of whatever is recorded. */
const recordingMs = 1000;

/** It goes on until something else comes. */
export function isEndless({ app }: Application): boolean {
  return ['stream', 'conference', 'eavesdrop', 'preAnswer'].includes(app);
}

/** The legs of a model switch: what they run, whom they are bridged with, and what is told when that changes. */
export class ModelLegs {
  readonly #clock: FakeClock;
  readonly #tell: (event: SwitchEvent) => void;
  readonly #legs = new Map<string, ModelLeg>();

  constructor(clock: FakeClock, tell: (event: SwitchEvent) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  get size(): number {
    return this.#legs.size;
  }

  all(): readonly ModelLeg[] {
    return [...this.#legs.values()];
  }

  get(uuid: string): ModelLeg | undefined {
    return this.#legs.get(uuid);
  }

  /** Without a word. */
  remove(uuid: string): void {
    this.#legs.delete(uuid);
  }

  /** Without a word. */
  clear(): void {
    this.#legs.clear();
  }

  add(
    given: Pick<ModelLeg, 'uuid' | 'direction' | 'called' | 'callerNumber' | 'variables'> & Partial<ModelLeg>,
  ): void {
    this.#legs.set(given.uuid, {
      createdAt: this.#clock.now(),
      answeredAt: undefined,
      queue: [],
      bridgedWith: undefined,
      recording: undefined,
      endless: undefined,
      ears: [],
      settle: undefined,
      ...given,
    });
  }

  park(uuid: string): void {
    this.#tell({ type: 'legParked', at: this.#clock.now(), leg: this.info(uuid) });
  }

  finish(leg: ModelLeg, digits: string, hungUp: boolean): void {
    const done = leg.queue.shift();
    if (!done) return;
    const { uuid } = leg;
    const { id, application } = done;
    const recordedMs = application.app === 'record' ? recordingMs : 0;
    if (application.app === 'record') this.#recorded(uuid, application.path);
    this.#tell({
      ...{ type: 'applicationDone', at: this.#clock.now(), uuid, id, application: application.app },
      ...{ response: '', digits, recordedMs, hungUp },
      terminator: application.app === 'record' ? digits[0] : undefined,
    });
  }

  listen(leg: ModelLeg, ear: ModelLeg['ears'][number]): void {
    leg.ears.push(ear);
    leg.endless ??= ear.application;
  }

  /** The `eavesdrop` that runs ends, and the next one begins. */
  earOff(leg: ModelLeg): void {
    const ear = leg.ears.shift();
    if (!ear) return;
    leg.endless = leg.ears[0]?.application;
    const at = this.#clock.now();
    this.#tell({
      ...{ type: 'applicationDone', at, uuid: leg.uuid, id: ear.id, application: 'eavesdrop' },
      ...{ response: '', digits: '', terminator: undefined, recordedMs: 0, hungUp: false },
    });
  }

  stopRecording(leg: ModelLeg): void {
    const { uuid, recording } = leg;
    leg.recording = undefined;
    if (recording !== undefined) this.#recorded(uuid, recording);
  }

  end(uuid: string, cause: string, hungUpBy: 'remote' | 'local'): void {
    const leg = this.#legs.get(uuid);
    if (!leg) return;
    this.#legs.delete(uuid);
    for (const ear of this.#legs.values())
      if (ear.endless?.app === 'eavesdrop' && ear.endless.leg === uuid) this.earOff(ear);
    this.finish(leg, '', true);
    this.stopRecording(leg);
    const { direction, createdAt, answeredAt } = leg;
    this.#tell({
      type: 'legEnded',
      at: this.#clock.now(),
      uuid,
      direction,
      cause,
      q850: q850Of(cause),
      hungUpBy,
      createdAt,
      ringingAt: undefined,
      answeredAt,
      sipCallId: uuid,
      quality: {},
    });
    leg.settle?.(refuse(cause));
    this.part(leg, undefined);
  }

  /** Takes the leg out of its bridge: who is left there parks or is hung up. */
  part(leg: ModelLeg, unless: string | undefined): void {
    const other = leg.bridgedWith === undefined ? undefined : this.#legs.get(leg.bridgedWith);
    leg.bridgedWith = undefined;
    if (!other || other.uuid === unless) return;
    other.bridgedWith = undefined;
    if (other.variables['park_after_bridge'] === 'true') this.park(other.uuid);
    else this.end(other.uuid, 'NORMAL_CLEARING', 'local');
  }

  info(uuid: string): LegInfo {
    const leg = this.#legs.get(uuid);
    if (!leg) throw new Error(`no leg ${uuid}`);
    const { direction, callerNumber, called, createdAt, answeredAt, bridgedWith, variables } = leg;
    return {
      uuid,
      node: 'model',
      direction,
      callerNumber,
      callerName: '',
      called,
      createdAt,
      answeredAt,
      hungUp: false,
      bridgedWith,
      variable: (name) => variables[name],
    };
  }

  #recorded(uuid: string, path: string): void {
    const at = this.#clock.now();
    this.#tell({ type: 'recordStopped', at, uuid, path, durationMs: recordingMs, failed: false });
  }
}
