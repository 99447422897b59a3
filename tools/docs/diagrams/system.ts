import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { readSettings } from '../../../scripts/settings/settings.ts';
import type { Diagram } from './diagram.ts';
import type { Palette } from './palette.ts';
import { arrow, lines, type Point, part, rectangle, smallSize, text } from './svg.ts';

const { apiPort, postgresPort, grafanaPort, prometheusPort } = readSettings({});
const at = (port: number) => `127.0.0.1:${port}`;

const boxHeight = 46;
const left = { x: 16, width: 136 };
const right = { x: 216, width: 128 };
const rowTops = [48, 136, 224];
const sectionHeight = 290;

type Column = typeof left;

/** One place where the lab runs, `top` from above. */
function section(top: number, title: string, palette: Palette) {
  const topOf = (row: number) => top + (rowTops[row] ?? 0);
  const middleOf = ({ x, width }: Column) => x + width / 2;
  const style = { color: palette.muted, size: smallSize };
  return {
    heading: text([16, top + 30], title, { color: palette.text, size: 15, bold: true }),
    box: ({ x, width }: Column, row: number, name: string, about: string) =>
      part({ x, width, y: topOf(row), height: boxHeight }, name, about, palette),
    down: (column: Column, row: number, label: string) =>
      html`${arrow(
        [
          [middleOf(column), topOf(row) + boxHeight],
          [middleOf(column), topOf(row + 1)],
        ],
        palette.muted,
      )}${text([middleOf(column) + 8, topOf(row) + boxHeight + 25], label, style)}`,
    toTheLeft: (row: number, label: string, offset = 0) =>
      html`${arrow(
        [
          [right.x, topOf(row) + boxHeight / 2 + offset],
          [left.x + left.width, topOf(row) + boxHeight / 2 + offset],
        ],
        palette.muted,
      )}${text([(left.x + left.width + right.x) / 2 + 3, topOf(row) + boxHeight / 2 + offset + 15], label, { ...style, anchor: 'middle' })}`,
    along: (points: Point[]) => arrow(points, palette.muted),
    topOf,
    style,
  };
}

function onThisMachine(palette: Palette): Fragment {
  const { heading, box, down, toTheLeft, along, topOf, style } = section(0, 'On this machine (TARGET=local)', palette);
  return html`${heading}
${box(left, 0, 'load test', '100 users')}${down(left, 0, 'GET /feed')}
${box(left, 1, 'feed API', at(apiPort))}${down(left, 1, 'SQL')}
${box(left, 2, 'PostgreSQL', at(postgresPort))}
${box(right, 0, 'your browser', 'looks on')}${down(right, 0, 'values')}
${box(right, 1, 'live page', at(grafanaPort))}${toTheLeft(1, '/metrics')}
${along([
  [right.x + right.width / 2, topOf(1) + boxHeight],
  [right.x + right.width / 2, topOf(2) + boxHeight / 2],
  [left.x + left.width, topOf(2) + boxHeight / 2],
])}${text([right.x - 2, topOf(2) + boxHeight / 2 - 8], 'statistics', style)}`;
}

function inACluster(palette: Palette): Fragment {
  const top = sectionHeight;
  const { heading, box, down, toTheLeft, along, topOf, style } = section(top, 'In a cluster (TARGET=kind)', palette);
  return html`${rectangle({ x: 16, y: top, width: 328, height: 1 }, palette.line)}${heading}
${box(left, 0, 'k6, a Job', '100 users')}${down(left, 0, 'GET /feed')}
${box(left, 1, 'feed API', at(apiPort))}${down(left, 1, 'SQL')}
${box(left, 2, 'PostgreSQL', 'a StatefulSet')}
${box(right, 0, 'Grafana', at(grafanaPort))}${down(right, 0, 'PromQL')}
${box(right, 1, 'Prometheus', at(prometheusPort))}${toTheLeft(1, '/metrics', 8)}${down(right, 1, '/metrics')}
${box(right, 2, 'exporter', 'statistics')}${toTheLeft(2, 'SQL')}
${along([
  [left.x + left.width, topOf(0) + boxHeight / 2],
  [184, topOf(0) + boxHeight / 2],
  [184, topOf(1) + 11],
  [right.x, topOf(1) + 11],
])}${lines([190, topOf(0) + boxHeight + 25], ['counts'], style)}`;
}

export const system: Diagram = {
  name: 'system',
  title: 'The system, on this machine and in a cluster',
  height: sectionHeight * 2 + 4,
  words: [
    `The lab in two places. On this machine: the load test, 100 users, asks the feed API (${at(apiPort)}) for GET /feed, and the API asks PostgreSQL (${at(postgresPort)}) in SQL.`,
    `Your browser looks at the live page (${at(grafanaPort)}), which reads the API's /metrics and PostgreSQL's statistics.`,
    `In a cluster: k6, a Job of 100 users, asks the feed API (${at(apiPort)}), and the API asks PostgreSQL, a StatefulSet.`,
    `Grafana (${at(grafanaPort)}) asks Prometheus (${at(prometheusPort)}) in PromQL. Prometheus reads the /metrics of the API and of an exporter, which asks PostgreSQL for its statistics, and k6 writes its counts to Prometheus.`,
  ].join(' '),
  draw: (palette) => html`${onThisMachine(palette)}
${inACluster(palette)}`,
};
