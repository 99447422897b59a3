import { html } from 'hono/html';
import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { sumOfMs, timelineOf, untilQuery } from '../figures/timeline.ts';
import type { Diagram } from './diagram.ts';
import type { Palette } from './palette.ts';
import { barsHeight, describeBars, requestBars } from './request-bars.ts';
import { arrow, lines, part, rectangle, text } from './svg.ts';

const users = 100;
/** The shared pool's size: app/src/database/shared-pool.ts. */
export const poolSize = 10;
/** How long the pool per request waits for a login: app/src/database/pool-per-request.ts. */
export const limitMs = 150;

/** One request, the middle one of many: both ways, alone and with 100 users, without the index. */
function readNumbers(folder: string) {
  const request = (shared: boolean, atOnce: number) => timelineOf(folder, { shared, indexed: false, users: atOnce });
  return {
    own: request(false, 1),
    shared: request(true, 1),
    loginInCrowd: formatMilliseconds(sumOfMs(untilQuery(request(false, users)))),
    waitInCrowd: formatMilliseconds(sumOfMs(untilQuery(request(true, users)))),
  };
}

type Numbers = ReturnType<typeof readNumbers>;

const dotsInARow = 25;
const dotStep = 13.2;

/** Requests, a dot each; with a ring around it, one with a pool of its own. */
function dots([left, top]: [number, number], count: number, fill: string, ring?: string): Fragment {
  return html`${Array.from({ length: count }, (_, dot) => {
    const x = (left + (dot % dotsInARow) * dotStep).toFixed(1);
    const y = (top + Math.floor(dot / dotsInARow) * dotStep).toFixed(1);
    return html`<circle cx="${x}" cy="${y}" r="${ring ? 2.2 : 3.4}" fill="${fill}"/>\n${
      ring ? html`<circle cx="${x}" cy="${y}" r="5" fill="none" stroke="${ring}"/>\n` : ''
    }`;
  })}`;
}

const left = 21.6;
/** Above the first of ten connections. */
const poolLeft = 180 - ((poolSize - 1) / 2) * dotStep;

const connectionsFrom = (top: number, bottom: number, count: number, step: number, color: string): Fragment =>
  html`${Array.from({ length: count }, (_, index) => {
    const x = 180 + (index - (count - 1) / 2) * step;
    return arrow(
      [
        [x, top],
        [x, bottom],
      ],
      color,
    );
  })}`;

const server = (y: number, width: number, about: string, palette: Palette) =>
  part({ x: 180 - width / 2, y, width, height: 46 }, 'PostgreSQL', about, palette);
const rule = (y: number, palette: Palette) => rectangle({ x: 16, y, width: 328, height: 1 }, palette.line);
const heading = (y: number, words: string, about: string, palette: Palette) =>
  html`${text([16, y], words, { color: palette.text, size: 15, bold: true })}${text([16, y + 20], about, { color: palette.muted })}`;

const apart = (palette: Palette): Fragment =>
  html`${heading(30, 'A pool per request', `${users} requests, each with a pool of its own:`, palette)}
${dots([left, 66], users, palette.text, palette.red)}${connectionsFrom(115, 142, dotsInARow, dotStep, palette.red)}
${server(142, 328, `${users} logins at once`, palette)}`;

const together = (palette: Palette): Fragment => html`${rule(204, palette)}
${heading(230, 'One shared pool', `${users - poolSize} requests in line, ${poolSize} with a connection:`, palette)}
${dots([left, 266], users - poolSize, palette.muted)}
${rectangle({ x: poolLeft - 12, y: 318, width: (poolSize - 1) * dotStep + 24, height: 22 }, palette.card, palette.green, 6)}
${dots([poolLeft, 329], poolSize, palette.text)}${connectionsFrom(340, 366, poolSize, dotStep, palette.green)}
${server(366, 240, `${poolSize} connections that stay open`, palette)}`;

const timesTop = 428;
const ownTop = timesTop + 58;
const sharedTop = ({ own }: Numbers) => ownTop + barsHeight(own) + 10;
const crowdTop = (numbers: Numbers) => sharedTop(numbers) + barsHeight(numbers.shared) + 24;

function crowdLines({ loginInCrowd, waitInCrowd }: Numbers): string[] {
  return [
    `With ${users} users, that login takes ${loginInCrowd}.`,
    `The code gives up after ${limitMs} ms.`,
    `In line for the pool they wait ${waitInCrowd}.`,
  ];
}

const times = (numbers: Numbers, palette: Palette): Fragment => html`${rule(timesTop, palette)}
${heading(timesTop + 26, 'The time of one request', 'Nothing else going on, no index, bars to scale:', palette)}
${requestBars(ownTop, 'With a connection of its own', numbers.own, sumOfMs(numbers.own), palette)}
${requestBars(sharedTop(numbers), 'With a shared pool', numbers.shared, sumOfMs(numbers.own), palette)}
${lines([16, crowdTop(numbers)], crowdLines(numbers), { color: palette.text, size: 13 })}`;

export function poolPerRequest(folder: string): Diagram {
  const numbers = readNumbers(folder);
  const { own, shared } = numbers;
  return {
    name: 'pool-per-request',
    title: 'A pool per request against one shared pool',
    height: crowdTop(numbers) + 54,
    words: [
      `Two ways to the database. A pool per request: ${users} requests, each with a pool of its own, log in to PostgreSQL, all at once. One shared pool: ${users - poolSize} requests stand in line while ${poolSize} use connections that stay open.`,
      `The time of one request, with nothing else going on and no index. With a connection of its own it is ${formatMilliseconds(sumOfMs(own))}: ${describeBars(own)}. With a shared pool it is ${formatMilliseconds(sumOfMs(shared))}: ${describeBars(shared)}.`,
      ...crowdLines(numbers),
    ].join(' '),
    draw: (palette) => html`${apart(palette)}
${together(palette)}
${times(numbers, palette)}`,
  };
}
