import { resolveColor } from './colors.js';

/** @import { AnnotationView } from '../view.ts' */
/** @import uPlot from './vendor/uplot.js' */

/** Between two labels; one that would cover another is left out, and its line is still there. */
const labelGapPx = 6;

/**
 * What was done, drawn behind the curves: a band while there is load, a line where something changed.
 * @param {() => AnnotationView[]} annotations
 * @returns {uPlot.Plugin}
 */
export function annotationsPlugin(annotations) {
  return {
    hooks: {
      drawClear: ({ ctx, bbox, scales, valToPos }) => {
        const { min = 0, max = 0 } = scales.x ?? {};
        const ratio = devicePixelRatio;
        /** @param {number} atMs */
        const xOf = (atMs) => Math.round(valToPos(Math.min(max, Math.max(min, atMs / 1000)), 'x', true));
        /** @type {number | undefined} */
        let loadSinceMs;
        let labelledTo = Number.NEGATIVE_INFINITY;
        /** @param {number} fromMs @param {number} toMs */
        const band = (fromMs, toMs) => {
          ctx.fillStyle = resolveColor('--band');
          ctx.fillRect(xOf(fromMs), bbox.top, xOf(toMs) - xOf(fromMs), bbox.height);
        };
        ctx.save();
        for (const { atMs, kind, label } of annotations()) {
          if (kind === 'load-begins') loadSinceMs = atMs;
          else if (kind === 'load-ends') {
            if (loadSinceMs !== undefined) band(loadSinceMs, atMs);
            loadSinceMs = undefined;
          } else if (atMs / 1000 >= min && atMs / 1000 <= max) {
            const x = xOf(atMs);
            ctx.strokeStyle = resolveColor('--muted');
            ctx.lineWidth = ratio;
            ctx.setLineDash([3 * ratio, 3 * ratio]);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            if (x < labelledTo) continue;
            ctx.fillStyle = resolveColor('--muted');
            ctx.font = `${11 * ratio}px system-ui, sans-serif`;
            ctx.fillText(label, x, bbox.top - 3 * ratio);
            labelledTo = x + ctx.measureText(label).width + labelGapPx * ratio;
          }
        }
        if (loadSinceMs !== undefined) band(loadSinceMs, max * 1000);
        ctx.restore();
      },
    },
  };
}
