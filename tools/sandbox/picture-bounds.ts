import { DOMParser } from 'linkedom';

/** The width of a letter in a system font, as a share of its size; most are a little narrower. */
const letterWidth = 0.6;

type SvgElement = ReturnType<typeof elementsOf>[number];

function elementsOf(svg: string, name: string) {
  return [...new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll(name)];
}

/** The element, and those around it. */
function withAncestors(element: SvgElement): SvgElement[] {
  return [element, ...(element.parentElement ? withAncestors(element.parentElement) : [])];
}

const inherited = (element: SvgElement, attribute: string): string | null =>
  withAncestors(element)
    .map((one) => one.getAttribute(attribute))
    .find((value) => value !== null) ?? null;

/** The sum of the translations, the only transforms that the pictures have. */
function offsetOf(element: SvgElement): { x: number; y: number } {
  const offset = { x: 0, y: 0 };
  for (const one of withAncestors(element)) {
    const transform = one.getAttribute('transform');
    if (!transform) continue;
    const [, x, y] = /^translate\(([-\d.]+),([-\d.]+)\)$/.exec(transform) ?? [];
    if (x === undefined) throw new Error(`unknown transform: ${transform}`);
    offset.x += Number(x);
    offset.y += Number(y);
  }
  return offset;
}

interface Bounds {
  what: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** All elements of a name, with a reader of their numeric attributes. */
function elementsIn(svg: string, name: string) {
  return elementsOf(svg, name).map((element) => {
    const { x, y } = offsetOf(element);
    return {
      element,
      number: (attribute: string) => Number(element.getAttribute(attribute)),
      place: ({ what, left, right, top, bottom }: Bounds): Bounds => ({
        what,
        left: left + x,
        right: right + x,
        top: top + y,
        bottom: bottom + y,
      }),
    };
  });
}

export function textsIn(svg: string) {
  return elementsIn(svg, 'text').map(({ element, number, place }) => {
    const what = element.textContent.trim();
    const size = Number(inherited(element, 'font-size'));
    const anchor = inherited(element, 'text-anchor');
    const yText = element.getAttribute('y') ?? '0';
    const y = yText.endsWith('em') ? Number.parseFloat(yText) * size : Number(yText);
    const width = what.length * size * letterWidth;
    const left = number('x') - width * (anchor === 'end' ? 1 : anchor === 'middle' ? 0.5 : 0);
    // Descenders reach a quarter of the size below the baseline.
    return { size, bounds: place({ what, left, right: left + width, top: y - size, bottom: y + size / 4 }) };
  });
}

function boundsOfPath(what: string): Bounds {
  const numbers = [...what.matchAll(/-?[\d.]+/g)].map(Number);
  const across = numbers.filter((_, index) => index % 2 === 0);
  const down = numbers.filter((_, index) => index % 2 === 1);
  const [left, right] = [Math.min(...across), Math.max(...across)];
  return { what, left, right, top: Math.min(...down), bottom: Math.max(...down) };
}

/** The bounds of everything that is drawn. */
export function boundsIn(svg: string): Bounds[] {
  const rectangles = elementsIn(svg, 'rect').map(({ number, place }) => {
    const [left, top] = [number('x'), number('y')];
    return place({ what: 'rectangle', left, right: left + number('width'), top, bottom: top + number('height') });
  });
  const circles = elementsIn(svg, 'circle').map(({ number, place }) => {
    const [x, y, radius] = [number('cx'), number('cy'), number('r')];
    return place({ what: 'circle', left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
  });
  const paths = elementsIn(svg, 'path').map(({ element, place }) =>
    place(boundsOfPath(element.getAttribute('d') ?? '')),
  );
  return [...rectangles, ...circles, ...paths, ...textsIn(svg).map(({ bounds }) => bounds)];
}
