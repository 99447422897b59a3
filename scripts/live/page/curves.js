import { annotationsPlugin } from './annotations-plugin.js';
import { colorOf, resolveColor } from './colors.js';
import { formatValue } from './format-value.js';
import { stack } from './stack.js';
import { timeRange } from './time-range.js';
import uPlot from './vendor/uplot.js';

/** @import { AnnotationView, PanelView } from '../view.ts' */
/**
 * @typedef {object} PanelData
 * @property {number[]} times Unix times in seconds
 * @property {Map<string, (number | null)[]>} curves by name, a value for each time
 * @property {number} shownSeconds the longest time axis
 */

const heightPx = 180;
const dashes = [[], [8, 4], [2, 3]];
/**
 * The smallest maximum of the y axis, by unit: on a finer scale, noise would look like a signal.
 * @type {Record<string, number>}
 */
const minimumTop = {
  seconds: 0.01,
  'requests per second': 10,
  'per second': 10,
  'rows per second': 100,
  connections: 10,
};

const formatTime = uPlot.fmtDate('{HH}:{mm}:{ss}');

/**
 * Draws the curves of a panel, as wide as the element.
 * @param {HTMLElement} container
 * @param {PanelView} panel
 * @param {() => AnnotationView[]} annotations
 */
export function drawCurves(container, panel, annotations) {
  /** @type {uPlot | undefined} */
  let plot;
  /** The curves and the color scheme of the plot. */
  let plotKey = '';
  let shownSeconds = 0;

  /** @param {string} name @param {number} index */
  const styleOf = (name, index) => {
    const color = resolveColor(colorOf(panel, name, index));
    if (panel.shape === 'stack') return { stroke: resolveColor('--card'), fill: color, width: 1 };
    // Dashes are for people who cannot see the colors.
    return { stroke: color, width: 2, dash: dashes[index % dashes.length] ?? [] };
  };

  /** @param {string[]} names */
  const build = (names) => {
    plot?.destroy();
    const isWhole = panel.unit === 'connections';
    const grid = { stroke: resolveColor('--line'), width: 1 };
    const axis = { stroke: resolveColor('--muted'), grid, ticks: grid, font: '11px system-ui, sans-serif' };
    plot = new uPlot(
      {
        width: container.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: true, range: (_plot, min, max) => timeRange(min, max, shownSeconds) },
          y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, minimumTop[panel.unit] ?? 1)] },
        },
        axes: [
          {
            ...axis,
            size: 32,
            values: (_plot, ticks) => ticks.map((seconds) => formatTime(new Date(seconds * 1000))),
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
            ...styleOf(name, index),
            points: { show: false },
          })),
        ],
        plugins: [annotationsPlugin(annotations)],
      },
      [[], ...names.map(() => [])],
      container,
    );
  };

  new ResizeObserver(() => plot?.setSize({ width: container.clientWidth, height: heightPx })).observe(container);

  return {
    /** @param {PanelData} data */
    draw(data) {
      shownSeconds = data.shownSeconds;
      const curves = panel.shape === 'stack' ? stack(data.curves) : data.curves;
      const names = [...curves.keys()];
      const key = `${names} ${resolveColor('--line')}`;
      if (key !== plotKey) build(names);
      plotKey = key;
      plot?.setData([data.times, ...curves.values()]);
    },
  };
}
