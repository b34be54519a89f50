/** Colours with a meaning. Every one stands beside an icon and words, and is dark (or light) enough to read: 4.5:1. */

export type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'quiet';

export interface ToneColours {
  readonly text: string;
  readonly background: string;
  readonly border: string;
}

export type Shade = 'light' | 'dark';

const colours: Readonly<Record<Shade, Readonly<Record<Tone, ToneColours>>>> = {
  light: {
    good: { text: '#135200', background: '#f0fbe8', border: '#95c97b' },
    busy: { text: '#00287a', background: '#eaf3ff', border: '#85b5ef' },
    warning: { text: '#613400', background: '#fff7dd', border: '#dfb350' },
    bad: { text: '#9b0a17', background: '#fff0ef', border: '#ec918c' },
    quiet: { text: '#474f5c', background: '#f3f5f7', border: '#c6ccd4' },
  },
  dark: {
    good: { text: '#a9dd8d', background: '#16260f', border: '#3c6b25' },
    busy: { text: '#a3ccff', background: '#11213a', border: '#2d5899' },
    warning: { text: '#f3d27c', background: '#2b2410', border: '#7f6720' },
    bad: { text: '#ffb3ae', background: '#331615', border: '#93393a' },
    quiet: { text: '#bcc4cf', background: '#23272d', border: '#4a525d' },
  },
};

export function toneColours(tone: Tone, shade: Shade): ToneColours {
  return colours[shade][tone];
}
