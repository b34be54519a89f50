/** Lays graphs out beside the page, so that typing and dragging never wait for it. */
import { layOut, type LayoutInput, type Positions } from './layout.js';

export interface LayoutAsked {
  readonly id: number;
  readonly input: LayoutInput;
}

export interface LayoutDone {
  readonly id: number;
  readonly positions: Positions;
}

self.addEventListener('message', ({ data }: MessageEvent<LayoutAsked>) => {
  const done: LayoutDone = { id: data.id, positions: layOut(data.input) };
  self.postMessage(done);
});
