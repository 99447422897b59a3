import { readText } from '../../../scripts/lib/read-text.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const colorNames = ['page', 'card', 'text', 'muted', 'line', 'blue', 'green', 'orange', 'red'] as const;
export type Palette = Record<(typeof colorNames)[number], string>;

/** The colours of the live page and the report. */
const style = readText(new URL('../../../scripts/live/page/style.css', import.meta.url));

/** style.css has the light colours first, then the dark ones in a media query. */
export function paletteOf(theme: Theme): Palette {
  const block = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, body = '']) => body)[themes.indexOf(theme)] ?? '';
  const color = (name: string) => {
    const value = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1];
    if (!value) throw new Error(`style.css has no --${name} for ${theme}`);
    return value;
  };
  return Object.fromEntries(colorNames.map((name) => [name, color(name)])) as Palette;
}
