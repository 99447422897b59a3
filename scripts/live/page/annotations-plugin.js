import { resolveColor } from './colors.js';
import { labelStart } from './label-start.js';

/** @import { AnnotationView } from '../view.ts' */
/** @import uPlot from './vendor/uplot.js' */

/** Between two labels. A label that would overlap the one before it is left out. */
const labelGapPx = 6;

/**
 * Draws annotations behind the curves: a band for a load test, a line for anything else.
 * @param {() => AnnotationView[]} annotations
 * @returns {uPlot.Plugin}
 */
export function annotationsPlugin(annotations) {
  return {
    hooks: {
      drawClear: ({ ctx, bbox, scales, valToPos }) => {
        const { min = 0, max = 0 } = scales.x ?? {};
        const ratio = devicePixelRatio;
        /** @type {number | undefined} */
        let loadSinceMs;
        let labelledTo = Number.NEGATIVE_INFINITY;

        /** @param {number} atMs */
        const xOf = (atMs) => Math.round(valToPos(Math.min(max, Math.max(min, atMs / 1000)), 'x', true));
        /** @param {number} fromMs @param {number} toMs */
        const drawBand = (fromMs, toMs) => {
          ctx.fillStyle = resolveColor('--band');
          ctx.fillRect(xOf(fromMs), bbox.top, xOf(toMs) - xOf(fromMs), bbox.height);
        };
        /** @param {AnnotationView} annotation */
        const drawLine = ({ atMs, label }) => {
          const x = xOf(atMs);
          ctx.strokeStyle = resolveColor('--muted');
          ctx.lineWidth = ratio;
          ctx.setLineDash([3 * ratio, 3 * ratio]);
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          ctx.fillStyle = resolveColor('--muted');
          ctx.font = `${11 * ratio}px system-ui, sans-serif`;
          // uPlot leaves the alignment of its last tick label.
          ctx.textAlign = 'left';
          ctx.textBaseline = 'alphabetic';
          const { width } = ctx.measureText(label);
          const start = labelStart({ x, width, from: labelledTo, to: ctx.canvas.width });
          if (start === undefined) return;
          ctx.fillText(label, start, bbox.top - 3 * ratio);
          labelledTo = start + width + labelGapPx * ratio;
        };

        ctx.save();
        for (const annotation of annotations()) {
          const { atMs, kind } = annotation;
          if (kind === 'load-begins') loadSinceMs = atMs;
          else if (kind === 'load-ends') {
            if (loadSinceMs !== undefined) drawBand(loadSinceMs, atMs);
            loadSinceMs = undefined;
          } else if (atMs / 1000 >= min && atMs / 1000 <= max) drawLine(annotation);
        }
        if (loadSinceMs !== undefined) drawBand(loadSinceMs, max * 1000);
        ctx.restore();
      },
    },
  };
}
