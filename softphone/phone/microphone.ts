/** Whether the microphone can be used, and how loud it is. */
import type { Cancel, Clock } from '../../kernel/clock.js';
import { every } from '../../kernel/clock.js';
import type { MicrophoneState } from './phone-state.js';

const readEveryMs = 100;
/** A pause of a person who speaks is shorter; what stays at digital zero for longer is switched off at the device. */
const silenceMs = 3_000;

/** What the name of a getUserMedia error says (Media Capture and Streams, 10.2). */
export function microphoneFault(
  error: unknown,
): Exclude<MicrophoneState, 'unchecked' | 'checking' | 'ready'> {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'busy';
  }
}

/** Level of samples in [-1, 1] as dB below full scale; -Infinity is digital silence. */
export function levelDbfs(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] ?? 0) ** 2;
  return samples.length === 0 ? -Infinity : 10 * Math.log10(sum / samples.length);
}

/**
 * Tells the level of `stream` ten times a second.
 * @param heard gets dB below full scale.
 */
export function meterLevel(stream: MediaStream, clock: Clock, heard: (dbfs: number) => void): Cancel {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const stop = every(clock, readEveryMs, () => {
    analyser.getFloatTimeDomainData(samples);
    heard(levelDbfs(samples));
  });
  return () => {
    stop();
    source.disconnect();
    void context.close();
  };
}

/**
 * Opens the microphone (the browser asks the person the first time), listens until there is a sound, three seconds at
 * most, and lets it go again.
 */
export async function checkMicrophone(
  media: MediaDevices | undefined,
  constraints: MediaStreamConstraints,
  clock: Clock,
): Promise<Exclude<MicrophoneState, 'unchecked' | 'checking'>> {
  if (!media) return 'insecure';
  let stream: MediaStream;
  try {
    stream = await media.getUserMedia(constraints);
  } catch (error) {
    return microphoneFault(error);
  }
  const heard = await hearsSomething(stream, clock);
  for (const track of stream.getTracks()) track.stop();
  return heard ? 'ready' : 'silent';
}

function hearsSomething(stream: MediaStream, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (heard: boolean): void => {
      stop();
      cancel();
      resolve(heard);
    };
    const stop = meterLevel(stream, clock, (dbfs) => {
      if (dbfs > -Infinity) end(true);
    });
    const cancel = clock.after(silenceMs, () => end(false));
  });
}
