/** Microphones and loudspeakers, and which of them the person chose. */
import type { Cancel } from '../../kernel/clock.js';

export interface AudioDevice {
  readonly id: string;
  /** As the browser names it; empty before the person allowed the microphone. */
  readonly label: string;
}

export interface AudioDevices {
  readonly inputs: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
}

export interface DeviceChoice {
  /** Empty: the system's own choice. */
  readonly input: string;
  readonly output: string;
}

const storageKey = 'yihao.devices';
const noChoice: DeviceChoice = { input: '', output: '' };

export async function listDevices(media: MediaDevices): Promise<AudioDevices> {
  const all = await media.enumerateDevices();
  const of = (kind: MediaDeviceKind): AudioDevice[] =>
    all
      .filter((one) => one.kind === kind && one.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { inputs: of('audioinput'), outputs: of('audiooutput') };
}

/** Tells of headsets that come and go, and of the person's leave to use the microphone. */
export function watchDevices(
  media: MediaDevices | undefined,
  permissions: Permissions | undefined,
  changed: () => void,
): Cancel {
  const closed = new AbortController();
  const { signal } = closed;
  media?.addEventListener('devicechange', changed, { signal });
  permissions?.query({ name: 'microphone' }).then(
    (leave) => {
      leave.addEventListener('change', changed, { signal });
    },
    // A browser that does not tell: the next answer finds out.
    () => undefined,
  );
  return () => closed.abort();
}

/** @returns what was chosen here before, in this browser. */
export function readDeviceChoice(storage: Storage | undefined): DeviceChoice {
  try {
    const json: unknown = JSON.parse(storage?.getItem(storageKey) ?? 'null');
    if (typeof json !== 'object' || json === null) return noChoice;
    const { input, output } = json as Partial<Record<keyof DeviceChoice, unknown>>;
    return {
      input: typeof input === 'string' ? input : '',
      output: typeof output === 'string' ? output : '',
    };
  } catch {
    return noChoice;
  }
}

export function keepDeviceChoice(storage: Storage | undefined, choice: DeviceChoice): void {
  try {
    storage?.setItem(storageKey, JSON.stringify(choice));
  } catch {
    // A browser that keeps nothing: the choice holds for this page.
  }
}

/**
 * A device that was unplugged since it was chosen must not make the call fail: `ideal` falls back to another one.
 */
export function microphoneConstraints(input: string): MediaStreamConstraints {
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return { video: false, audio: { ...processing, ...(input !== '' && { deviceId: { ideal: input } }) } };
}
