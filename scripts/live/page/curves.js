import { annotationsPlugin } from './annotations-plugin.js';
import { colorOf, resolveColor } from './colors.js';
import { formatValue } from './format-value.js';
import uPlot from './vendor/uplot.js';

/** @import { AnnotationView, PanelView } from '../view.ts' */
/**
 * @typedef {object} PanelData
 * @property {number[]} times Unix times in seconds
 * @property {Map<string, (number | null)[]>} curves by name, a value for each time
 * @property {number} shownSeconds how long a time the panel shows
 */

const heightPx = 180;
const dashes = [[], [8, 4], [2, 3]];
/**
 * How far an axis reaches at least, by unit: on a finer one nothing would look like something.
 * @type {Record<string, number>}
 */
const leastTop = {
  seconds: 0.01,
  'requests per second': 10,
  'per second': 10,
  'rows per second': 100,
  connections: 10,
};

/** The time of day, in seconds only where the ticks are that close. */
const timeAxis = uPlot.fmtDate('{HH}:{mm}:{ss}');

/**
 * Draws a panel's curves into an element, as wide as that is.
 * @param {HTMLElement} place
 * @param {PanelView} panel
 * @param {() => AnnotationView[]} annotations
 */
export function drawCurves(place, panel, annotations) {
  /** @type {uPlot | undefined} */
  let plot;
  let drawn = '';
  let shownSeconds = 0;

  /** @param {string[]} names */
  const build = (names) => {
    plot?.destroy();
    // There is no half a connection.
    const isWhole = panel.unit === 'connections';
    const grid = { stroke: resolveColor('--line'), width: 1 };
    const axis = { stroke: resolveColor('--muted'), grid, ticks: grid, font: '11px system-ui, sans-serif' };
    plot = new uPlot(
      {
        width: place.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          // Always as long a time, as in Grafana: a curve that is squeezed while the minutes pass cannot be compared.
          x: { time: true, range: (_plot, _min, max) => [max - shownSeconds, max] },
          y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, leastTop[panel.unit] ?? 1)] },
        },
        axes: [
          {
            ...axis,
            size: 32,
            values: (_plot, ticks) => ticks.map((seconds) => timeAxis(new Date(seconds * 1000))),
            space: 80,
          },
          {
            ...axis,
            size: 62,
            values: (_plot, ticks) =>
              ticks.map((value) => (isWhole && value % 1 ? '' : formatValue(value, panel.unit))),
          },
        ],
        series: [
          {},
          ...names.map((name, index) => ({
            label: name,
            stroke: resolveColor(colorOf(name, index)),
            width: 2,
            // Told apart without colours too.
            dash: dashes[index % dashes.length] ?? [],
            points: { show: false },
          })),
        ],
        plugins: [annotationsPlugin(annotations)],
      },
      [[], ...names.map(() => [])],
      place,
    );
  };

  new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: heightPx })).observe(place);

  return {
    /** @param {PanelData} data */
    draw({ times, curves, shownSeconds: seconds }) {
      shownSeconds = seconds;
      const names = [...curves.keys()];
      const look = `${names} ${resolveColor('--line')}`;
      if (look !== drawn) build(names);
      drawn = look;
      plot?.setData([times, ...curves.values()]);
    },
  };
}
