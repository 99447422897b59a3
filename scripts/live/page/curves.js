import { colorOf, resolveColor } from './colors.js';
import { formatValue } from './format-value.js';
import uPlot from './vendor/uplot.js';

/** @import { MarkView, PanelView } from '../view.ts' */
/** @typedef {{ times: number[], curves: Map<string, (number | null)[]> }} PanelData seconds, and a value for each of them */

const heightPx = 190;

/** The time of day, in seconds only where the ticks are that close. */
const timeAxis = uPlot.fmtDate('{HH}:{mm}:{ss}');

/**
 * Lines through the plot at the moments when somebody did something; the list below the panels says what.
 * @param {() => MarkView[]} marks
 * @returns {uPlot.Plugin}
 */
function marksPlugin(marks) {
  return {
    hooks: {
      draw: ({ ctx, bbox, scales, valToPos }) => {
        const { min = 0, max = 0 } = scales.x ?? {};
        ctx.save();
        ctx.strokeStyle = resolveColor('--muted');
        ctx.fillStyle = resolveColor('--muted');
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.setLineDash([4, 4]);
        for (const [index, { atMs }] of marks().entries()) {
          if (atMs / 1000 < min || atMs / 1000 > max) continue;
          const x = Math.round(valToPos(atMs / 1000, 'x', true));
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          ctx.fillText(String(index + 1), x + 3 * devicePixelRatio, bbox.top + 10 * devicePixelRatio);
        }
        ctx.restore();
      },
    },
  };
}

/**
 * Draws a panel's curves into an element, as wide as that is.
 * @param {HTMLElement} place
 * @param {PanelView} panel
 * @param {() => MarkView[]} marks
 */
export function drawCurves(place, panel, marks) {
  /** @type {uPlot | undefined} */
  let plot;
  let drawn = '';

  /** @param {string[]} names */
  const build = (names) => {
    plot?.destroy();
    const grid = { stroke: resolveColor('--line'), width: 1 };
    const axis = { stroke: resolveColor('--muted'), grid, ticks: grid, font: '11px system-ui, sans-serif' };
    plot = new uPlot(
      {
        width: place.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: true }, y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, 1e-3)] } },
        axes: [
          { ...axis, values: (_plot, ticks) => ticks.map((seconds) => timeAxis(new Date(seconds * 1000))), space: 80 },
          { ...axis, size: 62, values: (_plot, ticks) => ticks.map((value) => formatValue(value, panel.unit)) },
        ],
        series: [
          {},
          ...names.map((name, index) => ({
            label: name,
            stroke: resolveColor(colorOf(name, index)),
            width: 2,
            points: { show: false },
          })),
        ],
        plugins: [marksPlugin(marks)],
      },
      [[], ...names.map(() => [])],
      place,
    );
  };

  new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: heightPx })).observe(place);

  return {
    /** @param {PanelData} data */
    draw({ times, curves }) {
      const names = [...curves.keys()];
      const look = `${names} ${resolveColor('--line')}`;
      if (look !== drawn) build(names);
      drawn = look;
      plot?.setData([times, ...curves.values()]);
    },
  };
}
