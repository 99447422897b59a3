import { DOMParser } from 'linkedom';

/** The width of a letter in a system font, as a share of its size; most are a little narrower. */
const letterWidth = 0.6;

/** All elements of a name, with a reader of their numeric attributes. */
function elementsIn(svg: string, name: string) {
  const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
  return [...picture.querySelectorAll(name)].map((element) => ({
    element,
    number: (attribute: string) => Number(element.getAttribute(attribute)),
  }));
}

export function textsIn(svg: string) {
  return elementsIn(svg, 'text').map(({ element, number }) => {
    const what = element.textContent.trim();
    const [x, y, size, anchor] = [number('x'), number('y'), number('font-size'), element.getAttribute('text-anchor')];
    const width = what.length * size * letterWidth;
    const left = x - width * (anchor === 'end' ? 1 : anchor === 'middle' ? 0.5 : 0);
    // Descenders reach a quarter of the size below the baseline.
    return { size, bounds: { what, left, right: left + width, top: y - size, bottom: y + size / 4 } };
  });
}

function boundsOfPath(what: string) {
  const numbers = [...what.matchAll(/-?[\d.]+/g)].map(Number);
  const across = numbers.filter((_, index) => index % 2 === 0);
  const down = numbers.filter((_, index) => index % 2 === 1);
  const [left, right] = [Math.min(...across), Math.max(...across)];
  return { what, left, right, top: Math.min(...down), bottom: Math.max(...down) };
}

/** The bounds of everything that is drawn. */
export function boundsIn(svg: string) {
  const rectangles = elementsIn(svg, 'rect').map(({ number }) => {
    const [left, top] = [number('x'), number('y')];
    return { what: 'rectangle', left, right: left + number('width'), top, bottom: top + number('height') };
  });
  const circles = elementsIn(svg, 'circle').map(({ number }) => {
    const [x, y, radius] = [number('cx'), number('cy'), number('r')];
    return { what: 'circle', left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  });
  const paths = elementsIn(svg, 'path').map(({ element }) => boundsOfPath(element.getAttribute('d') ?? ''));
  return [...rectangles, ...circles, ...paths, ...textsIn(svg).map(({ bounds }) => bounds)];
}
