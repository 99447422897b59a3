import { html } from 'hono/html';
import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { storyUsers } from '../../../scripts/scenario/story.ts';
import { readPhases, sumOfMs, untilQueryMs } from '../figures/request-timeline.ts';
import { requestPoolLimitMs, sharedPoolSize } from '../figures/scenario-constants.ts';
import type { Palette } from './palette.ts';
import { barsHeight, describeBars, requestBars } from './request-bars.ts';
import { type Diagram, diagramWidth, divider, downArrow, lines, rectangle, text } from './svg.ts';

const queueLength = storyUsers - sharedPoolSize;

/** A request without the index: its phases when it is alone, and its first part under load. */
function readNumbers(folder: string) {
  const phases = (shared: boolean, users: number) => readPhases(folder, { shared, indexed: false, users });
  const underLoad = (shared: boolean) => formatMilliseconds(untilQueryMs(phases(shared, storyUsers)));
  return {
    own: phases(false, 1),
    shared: phases(true, 1),
    underLoad: [
      `With ${storyUsers} users, that login takes ${underLoad(false)}.`,
      `The code gives up after ${requestPoolLimitMs} ms.`,
      `In line for the pool they wait ${underLoad(true)}.`,
    ],
  };
}

type Numbers = ReturnType<typeof readNumbers>;

const center = 180;
const dotsPerRow = 25;
const dotStep = 13.2;
const dotsLeft = 21.6;

/** A dot for each request; a ring around it is a pool of its own. */
function dots([left, top]: [x: number, y: number], count: number, fill: string, ring?: string): Fragment {
  return html`${Array.from({ length: count }, (_, dot) => {
    const x = (left + (dot % dotsPerRow) * dotStep).toFixed(1);
    const y = (top + Math.floor(dot / dotsPerRow) * dotStep).toFixed(1);
    return html`<circle cx="${x}" cy="${y}" r="${ring ? 2.2 : 3.4}" fill="${fill}"/>\n${
      ring ? html`<circle cx="${x}" cy="${y}" r="5" fill="none" stroke="${ring}"/>\n` : ''
    }`;
  })}`;
}

const connections = (top: number, bottom: number, count: number, color: string): Fragment =>
  html`${Array.from({ length: count }, (_, index) =>
    downArrow(center + (index - (count - 1) / 2) * dotStep, top, bottom, color),
  )}`;

function server(top: number, width: number, about: string, palette: Palette): Fragment {
  const centered = { anchor: 'middle' } as const;
  return html`${rectangle({ x: center - width / 2, y: top, width, height: 46 }, palette.card, palette.muted, 6)}${text([center, top + 19], 'PostgreSQL', { ...centered, color: palette.text, size: 14, bold: true })}${text([center, top + 36], about, { ...centered, color: palette.muted })}`;
}

const heading = (y: number, title: string, about: string, palette: Palette): Fragment =>
  html`${text([16, y], title, { color: palette.text, size: 15, bold: true })}${text([16, y + 20], about, { color: palette.muted })}`;

const poolPerRequestPart = (palette: Palette): Fragment =>
  html`${heading(30, 'A pool per request', `${storyUsers} requests, each with a pool of its own:`, palette)}
${dots([dotsLeft, 66], storyUsers, palette.text, palette.red)}${connections(115, 142, dotsPerRow, palette.red)}
${server(142, 328, `${storyUsers} logins at once`, palette)}`;

function sharedPoolPart(palette: Palette): Fragment {
  const poolWidth = (sharedPoolSize - 1) * dotStep;
  const poolLeft = center - poolWidth / 2;
  return html`${divider(204, palette)}
${heading(230, 'One shared pool', `${queueLength} requests in line, ${sharedPoolSize} with a connection:`, palette)}
${dots([dotsLeft, 266], queueLength, palette.muted)}
${rectangle({ x: poolLeft - 12, y: 318, width: poolWidth + 24, height: 22 }, palette.card, palette.green, 6)}
${dots([poolLeft, 329], sharedPoolSize, palette.text)}${connections(340, 366, sharedPoolSize, palette.green)}
${server(366, 240, `${sharedPoolSize} connections that stay open`, palette)}`;
}

const timesTop = 428;
const ownTop = timesTop + 58;
const sharedTop = ({ own }: Numbers) => ownTop + barsHeight(own) + 10;
const underLoadTop = (numbers: Numbers) => sharedTop(numbers) + barsHeight(numbers.shared) + 24;

function timesPart(numbers: Numbers, palette: Palette): Fragment {
  const { own, shared, underLoad } = numbers;
  return html`${divider(timesTop, palette)}
${heading(timesTop + 26, 'The time of one request', 'Nothing else going on, no index, bars to scale:', palette)}
${requestBars(ownTop, 'With a connection of its own', own, sumOfMs(own), palette)}
${requestBars(sharedTop(numbers), 'With a shared pool', shared, sumOfMs(own), palette)}
${lines([16, underLoadTop(numbers)], underLoad, { color: palette.text, size: 13 })}`;
}

export function poolPerRequest(folder: string): Diagram {
  const numbers = readNumbers(folder);
  const { own, shared, underLoad } = numbers;
  return {
    name: 'pool-per-request',
    title: 'A pool per request against one shared pool',
    width: diagramWidth,
    height: underLoadTop(numbers) + 54,
    alternativeText: [
      `Two ways to the database. A pool per request: ${storyUsers} requests, each with a pool of its own, log in to PostgreSQL, all at once. One shared pool: ${queueLength} requests stand in line while ${sharedPoolSize} use connections that stay open.`,
      `The time of one request, with nothing else going on and no index. With a connection of its own it is ${formatMilliseconds(sumOfMs(own))}: ${describeBars(own)}. With a shared pool it is ${formatMilliseconds(sumOfMs(shared))}: ${describeBars(shared)}.`,
      ...underLoad,
    ].join(' '),
    draw: (palette) => html`${poolPerRequestPart(palette)}
${sharedPoolPart(palette)}
${timesPart(numbers, palette)}`,
  };
}
