/** @import { PanelView } from '../view.ts' */

/**
 * The colour of a value: that of the last threshold which it reaches.
 * @param {PanelView['thresholds']} thresholds
 * @param {number} value
 */
export function thresholdOf(thresholds, value) {
  return thresholds.findLast(({ from }) => from === null || value >= from)?.color ?? 'green';
}
