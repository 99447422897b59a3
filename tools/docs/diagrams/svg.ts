import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';

/** A picture for the pages, drawn from the code's numbers and those of the kept runs. */
export interface Diagram {
  name: string;
  title: string;
  width: number;
  height: number;
  /** The alternative text: everything the picture shows, numbers included. */
  alternativeText: string;
  /** What screens that are too narrow for this picture show instead. */
  narrow?: Diagram | undefined;
  draw(palette: Palette): Fragment;
}

/** The width of a phone, so that text is readable there, too. */
export const diagramWidth = 360;
const minFontSize = 12;

interface TextStyle {
  color: string;
  size?: number;
  bold?: boolean;
  anchor?: 'start' | 'middle' | 'end';
}

const rounded = (value: number) => Number(value.toFixed(2));

export function text(
  [x, y]: [x: number, y: number],
  content: string,
  { color, size = minFontSize, bold, anchor = 'start' }: TextStyle,
): Fragment {
  return html`<text x="${rounded(x)}" y="${rounded(y)}" fill="${color}" font-size="${size}" text-anchor="${anchor}"${
    bold ? html` font-weight="600"` : ''
  }>${content}</text>\n`;
}

export function lines([x, y]: [x: number, y: number], contents: string[], style: TextStyle): Fragment {
  const lineHeight = (style.size ?? minFontSize) + 5;
  return html`${contents.map((content, index) => text([x, y + index * lineHeight], content, style))}`;
}

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function rectangle({ x, y, width, height }: Area, fill: string, line?: string, radius = 0): Fragment {
  return html`<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" fill="${fill}"${
    radius ? html` rx="${radius}"` : ''
  }${line ? html` stroke="${line}"` : ''}/>\n`;
}

/** A rule across the picture, between two sections. */
export const divider = (y: number, palette: Palette): Fragment =>
  rectangle({ x: 16, y, width: 328, height: 1 }, palette.line);

export function downArrow(x: number, top: number, bottom: number, color: string): Fragment {
  const [center, headTop] = [rounded(x), bottom - 8];
  return html`<path d="M${center} ${top} L${center} ${bottom}" fill="none" stroke="${color}" stroke-width="1.5"/>\n<path d="M${center} ${bottom} L${rounded(x + 4)} ${headTop} L${rounded(x - 4)} ${headTop} Z" fill="${color}"/>\n`;
}

/** The title is for people who open the file alone; in a page, the alternative text has more. */
export function svgFile({ title, width, height, draw }: Diagram, palette: Palette): string {
  const frame = { x: 0.5, y: 0.5, width: width - 1, height: height - 1 };
  return String(
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif">
<title>${title}</title>
${rectangle(frame, palette.page, palette.line, 8)}${draw(palette)}</svg>
`,
  );
}
