import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';

/** As wide as a phone: what is readable in these units is readable there. */
export const pictureWidth = 360;
/** The smallest text. */
export const smallSize = 12;

export type Point = [x: number, y: number];

interface TextStyle {
  color: string;
  size?: number;
  bold?: boolean;
  anchor?: 'start' | 'middle' | 'end';
}

const rounded = (value: number) => Number(value.toFixed(2));

export function text([x, y]: Point, content: string, { color, size = smallSize, bold, anchor = 'start' }: TextStyle) {
  return html`<text x="${rounded(x)}" y="${rounded(y)}" fill="${color}" font-size="${size}" text-anchor="${anchor}"${
    bold ? html` font-weight="600"` : ''
  }>${content}</text>\n`;
}

/** Lines of text below each other. */
export function lines([x, y]: Point, contents: string[], style: TextStyle): Fragment {
  return html`${contents.map((content, index) => text([x, y + index * ((style.size ?? smallSize) + 5)], content, style))}`;
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

/** A part of the system: its name, and a line about it. */
export function part(area: Area, name: string, about: string, palette: Palette): Fragment {
  const middle = area.x + area.width / 2;
  return html`${rectangle(area, palette.card, palette.muted, 6)}${text([middle, area.y + 19], name, { color: palette.text, size: 14, bold: true, anchor: 'middle' })}${text([middle, area.y + 36], about, { color: palette.muted, anchor: 'middle' })}`;
}

/** A line along the points with a head at its end. Its last piece goes straight up, down, left or right. */
export function arrow(points: Point[], color: string): Fragment {
  const [[fromX, fromY] = [0, 0], [x, y] = [0, 0]] = points.slice(-2);
  const [alongX, alongY] = [Math.sign(x - fromX), Math.sign(y - fromY)];
  const corner = (side: number): Point => [x - alongX * 8 + alongY * side, y - alongY * 8 + alongX * side];
  const path = (some: Point[]) => some.map((point) => point.map(rounded).join(' ')).join(' L');
  return html`<path d="M${path(points)}" fill="none" stroke="${color}" stroke-width="1.5"/>\n<path d="M${path([[x, y], corner(4), corner(-4)])} Z" fill="${color}"/>\n`;
}

/** A file. Its title is for who opens it alone; in a page the alternative text says more. */
export function svgFile(title: string, height: number, palette: Palette, body: Fragment): string {
  const frame = { x: 0.5, y: 0.5, width: pictureWidth - 1, height: height - 1 };
  return String(
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pictureWidth} ${height}" width="${pictureWidth}" height="${height}" font-family="system-ui, sans-serif">
<title>${title}</title>
${rectangle(frame, palette.page, palette.line, 8)}${body}</svg>
`,
  );
}
