// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textsIn } from '../../sandbox/picture-bounds.ts';
import { paletteOf } from './palette.ts';
import { requestsChart, type Second, topOfScale } from './requests-chart.ts';

const seconds = (succeeded: number, failed: number): Second[] =>
  Array.from({ length: 30 }, () => ({ succeeded, failed }));
const palette = paletteOf('light');

/** The chart as SVG, with a caption of a number and one line. */
function chart(ofSeconds: Second[], scale: number): string {
  const place = { left: 0, top: 0, width: 300, height: 200, numberSize: 40, lineSize: 15 };
  const caption = { number: '50 %', lines: ['of requests succeed'] };
  return `<svg xmlns="http://www.w3.org/2000/svg">${requestsChart(place, ofSeconds, scale, caption, palette)}</svg>`;
}

test('the scale is a round number above every second of both charts', () => {
  assert.equal(topOfScale(seconds(1, 400), seconds(2863, 0)), 3000);
  assert.equal(topOfScale(seconds(1, 40), seconds(1020, 0)), 1500);
});

test('the broken stage takes at most a quarter of the height, so that its words fit over its curve', () => {
  assert.equal(topOfScale(seconds(0, 900), seconds(1000, 0)), 4000);
});

test('words over the area are in the color of the background, words over the background are not', () => {
  const colorOfWords = (svg: string) => /fill="(#\w+)" font-size="15" text-anchor="start"/.exec(svg)?.[1];
  assert.equal(colorOfWords(chart(seconds(2900, 0), 3000)), palette.card);
  assert.equal(colorOfWords(chart(seconds(0, 400), 3000)), palette.text);
});

test('an area that is too flat for its label has it above', () => {
  const labelOf = (svg: string) => textsIn(svg).find(({ bounds }) => bounds.what === 'failed')?.bounds;
  assert.ok((labelOf(chart(seconds(0, 600), 3000))?.top ?? 0) > 160);
  assert.ok((labelOf(chart(seconds(0, 100), 3000))?.bottom ?? 200) < 200 - (100 / 3000) * 200);
});
