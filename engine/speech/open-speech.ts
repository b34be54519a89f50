/** Who speaks and who understands, as the settings say and the machine has it. */
import { join } from 'node:path';
import type { Clock } from '../../kernel/clock.js';
import { ok } from '../../kernel/result.js';
import type { Settings } from '../../kernel/settings-table.js';
import type { ServiceView } from '../desk.js';
import { convert } from '../prompt/convert.js';
import { EspeakVoice, findProgram } from './espeak.js';
import { HttpVoice } from './http-voice.js';
import { SpeechFiles, type Voice } from './speech-files.js';
import type { Synthesiser } from './synthesiser.js';
import { Utterances } from './utterances.js';
import { VoskRecogniser } from './vosk-recogniser.js';

export interface OpenSpeechOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  /** The data folder; absolute. */
  readonly data: string;
  /** Folders of programs, as of PATH. */
  readonly path: string;
}

export interface Speech {
  /** Undefined: nobody here can speak. */
  readonly synthesiser: Synthesiser | undefined;
  readonly utterances: Utterances;
  /** The services behind both. */
  services(): readonly ServiceView[];
}

export async function openSpeech({ settings, clock, data, path }: OpenSpeechOptions): Promise<Speech> {
  const recognisers = settings.recognisers.map(
    ({ language, value }) => [language, new VoskRecogniser({ url: value, clock })] as const,
  );
  const utterances = new Utterances(join(data, 'utterances'), new Map(recognisers));
  await utterances.open();
  const espeak = await findProgram('espeak-ng', path);
  const local = espeak === undefined ? [] : [new EspeakVoice({ program: espeak, clock })];
  const remote =
    settings.speechUrl === '' ? [] : [httpVoice(settings, clock, await findProgram('ffmpeg', path))];
  const [first, ...others]: readonly Voice[] = [...remote, ...local];
  const synthesiser =
    first &&
    new SpeechFiles({
      ...{ voices: [first, ...others], folder: join(data, 'speech'), clock },
      // A program takes a core, a service takes waiting.
      ...(remote.length > 0 && { limits: { atOnce: 8 } }),
    });
  return {
    ...{ synthesiser, utterances },
    services: () => [...recognisers.map(([, one]) => one.view()), ...remote.map((voice) => voice.view())],
  };
}

function httpVoice(settings: Settings, clock: Clock, ffmpeg: string | undefined): HttpVoice {
  return new HttpVoice({
    ...{ url: settings.speechUrl, authorization: settings.speechAuthorization, model: settings.speechModel },
    voices: new Map(settings.speechVoices.map(({ language, value }) => [language, value])),
    clock,
    ...(ffmpeg !== undefined && {
      convert: async (sound: Buffer) => {
        const converted = await convert(sound, ffmpeg, clock);
        return converted.ok ? ok(converted.value.wav) : converted;
      },
    }),
  });
}
