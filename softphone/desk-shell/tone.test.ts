import t from 'tap';
import { toneColours, type Shade, type Tone } from './tone.js';

/** Relative luminance (WCAG 2.2). @param colour as `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

t.test('WCAG 2.2 1.4.3: text of every tone stands out from its ground by 4.5:1', async (t) => {
  for (const shade of ['light', 'dark'] satisfies Shade[]) {
    for (const tone of ['good', 'busy', 'warning', 'bad', 'quiet'] satisfies Tone[]) {
      const { text, background } = toneColours(tone, shade);
      t.ok(contrast(text, background) >= 4.5, `${shade} ${tone}`);
    }
  }
});
