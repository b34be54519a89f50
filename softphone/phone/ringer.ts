/** The sound of an incoming call: two tones a second long every three seconds, made here so that nothing is loaded. */
import { every, type Cancel, type Clock } from '../../kernel/clock.js';

const periodMs = 3_000;
const ringSeconds = 1;

/**
 * @param output device to ring on; empty is the system's choice.
 * @returns how to stop.
 */
export function ring(clock: Clock, output: string): Cancel {
  const context = new AudioContext();
  if (output !== '' && 'setSinkId' in context) {
    // A headset that is gone: it rings on the system's choice.
    (context as AudioContext & { setSinkId(id: string): Promise<void> })
      .setSinkId(output)
      .catch(() => undefined);
  }
  burst(context);
  const stop = every(clock, periodMs, () => burst(context));
  return () => {
    stop();
    void context.close();
  };
}

function burst(context: AudioContext): void {
  const gain = new GainNode(context, { gain: 0.12 });
  gain.connect(context.destination);
  for (const frequency of [440, 480]) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain);
    tone.start();
    tone.stop(context.currentTime + ringSeconds);
  }
}
