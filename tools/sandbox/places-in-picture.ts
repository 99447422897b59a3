/** How far something in a picture reaches. */
export interface Place {
  what: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Text {
  content: string;
  x: number;
  y: number;
  size: number;
  anchor: string;
}

/** A letter of a system's font, as a share of its size: somewhat more than most are wide. */
const letterWidth = 0.6;

/** Every element of a name, by its attributes; what is in it, with each escaped character as one. */
function elementsIn(svg: string, name: string) {
  return [...svg.matchAll(new RegExp(`<${name} ([^>]*?)/?>([^<]*)`, 'g'))].map(([, attributes = '', inner = '']) => {
    const read = (attribute: string) => new RegExp(`(?:^| )${attribute}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    return { read, number: (attribute: string) => Number(read(attribute)), content: inner.replace(/&[#\w]+;/g, '?') };
  });
}

export function textsIn(svg: string): Text[] {
  return elementsIn(svg, 'text').map(({ read, number, content }) => ({
    content,
    x: number('x'),
    y: number('y'),
    size: number('font-size'),
    anchor: read('text-anchor'),
  }));
}

/** Where a text lies, which nobody knows without its font. Below its line there is a quarter of a letter. */
function placeOfText({ content, x, y, size, anchor }: Text): Place {
  const width = content.trim().length * size * letterWidth;
  const left = x - width * (anchor === 'end' ? 1 : anchor === 'middle' ? 0.5 : 0);
  return { what: content, left, right: left + width, top: y - size, bottom: y + size / 4 };
}

function placeOfPath(points: string): Place {
  const numbers = [...points.matchAll(/-?[\d.]+/g)].map(Number);
  const [across, down] = [0, 1].map((odd) => numbers.filter((_, index) => index % 2 === odd)) as [number[], number[]];
  return {
    what: points,
    left: Math.min(...across),
    right: Math.max(...across),
    top: Math.min(...down),
    bottom: Math.max(...down),
  };
}

/** All that is drawn. */
export function placesIn(svg: string): Place[] {
  const rectangles = elementsIn(svg, 'rect').map(({ number }) => {
    const [left, top] = [number('x'), number('y')];
    return { what: 'rectangle', left, right: left + number('width'), top, bottom: top + number('height') };
  });
  const circles = elementsIn(svg, 'circle').map(({ number }) => {
    const [x, y, radius] = [number('cx'), number('cy'), number('r')];
    return { what: 'circle', left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  });
  const paths = elementsIn(svg, 'path').map(({ read }) => placeOfPath(read('d')));
  return [...rectangles, ...circles, ...paths, ...textsIn(svg).map(placeOfText)];
}
