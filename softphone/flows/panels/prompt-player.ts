/** Plays prompts one after the other, as a caller hears them. */
import type { FlowEffect, Prompt } from './panel-requests.js';

/** Where the engine has the sound of a prompt. @param words of a recording, for where there is none. */
export function soundOf(prompt: Prompt): string {
  const at = `/api/flow-sounds/${prompt.language}`;
  return prompt.kind === 'recorded'
    ? `${at}/prompts/${encodeURIComponent(prompt.id)}`
    : `${at}/speech?text=${encodeURIComponent(prompt.text)}`;
}

/** What is spoken where a recording is not there. */
export function spokenInstead(prompt: Prompt): string | undefined {
  if (prompt.kind === 'spoken' || prompt.text === undefined) return undefined;
  return soundOf({ kind: 'spoken', language: prompt.language, text: prompt.text });
}

export function promptsOf(does: FlowEffect | null): readonly Prompt[] {
  return does?.do === 'play' || does?.do === 'collect' ? does.prompts : [];
}

/** As much of an audio element as is needed. */
export type Player = Pick<HTMLAudioElement, 'src' | 'play' | 'pause' | 'onended' | 'onerror'>;

export class PromptPlayer {
  readonly #player: Player;
  #turn = 0;

  constructor(player: Player) {
    this.#player = player;
  }

  /** Stops what plays, and plays these. @returns whether they were heard to their end, at least the last of them. */
  async play(prompts: readonly Prompt[]): Promise<boolean> {
    this.stop();
    const mine = this.#turn;
    let heard = false;
    for (const prompt of prompts) {
      heard = await this.#one(soundOf(prompt));
      const instead = heard ? undefined : spokenInstead(prompt);
      if (mine === this.#turn && instead !== undefined) heard = await this.#one(instead);
      if (mine !== this.#turn) return false;
    }
    return heard;
  }

  stop(): void {
    this.#turn++;
    this.#player.pause();
    this.#player.onerror?.('stopped');
  }

  #one(address: string): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (heard: boolean): void => {
        this.#player.onended = null;
        this.#player.onerror = null;
        resolve(heard);
      };
      this.#player.onended = () => end(true);
      this.#player.onerror = () => end(false);
      this.#player.src = address;
      this.#player.play().catch(() => end(false));
    });
  }
}
