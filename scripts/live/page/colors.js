/** @import { PanelView } from '../view.ts' */

// A curve's name has the same color in every panel; style.css has the values, light and dark.
/** @type {Record<string, string>} */
const curveColors = {
  succeeded: '--green',
  503: '--red',
  500: '--purple',
  p99: '--orange',
  average: '--blue',
  p50: '--blue',
  pending: '--orange',
  used: '--blue',
  idle: '--green',
  max_connections: '--red',
  'by sequential scans': '--orange',
  'by index': '--green',
};
const otherColors = ['--blue', '--orange', '--green', '--purple', '--red'];

/**
 * The name of a curve's color: the panel's, if that sets one.
 * @param {PanelView} panel
 * @param {string} curve
 * @param {number} index of the curve in its panel
 */
export function colorOf({ colors }, curve, index) {
  const color = colors[curve];
  if (color) return `--${color}`;
  return curveColors[curve] ?? otherColors[index % otherColors.length] ?? '--blue';
}

/**
 * The value of a color, which changes between light and dark.
 * @param {string} name
 */
export function resolveColor(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * The color of the last threshold that a value reaches.
 * @param {PanelView['thresholds']} thresholds
 * @param {number} value
 */
export function thresholdColor(thresholds, value) {
  return thresholds.findLast(({ from }) => from === null || value >= from)?.color ?? 'green';
}
