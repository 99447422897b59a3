// Curves that mean the same have the same colour in every panel; the values are in style.css, light and dark.
/** @type {Record<string, string>} */
const meanings = {
  succeeded: '--green',
  503: '--red',
  500: '--purple',
  p99: '--orange',
  average: '--blue',
  p50: '--blue',
  waiting: '--orange',
  active: '--blue',
  idle: '--green',
  max_connections: '--red',
  'by sequential scans': '--orange',
  'by index': '--green',
};
const others = ['--blue', '--orange', '--green', '--purple', '--red'];

/**
 * The name of the colour, as style.css has it, of a curve.
 * @param {string} name the curve's
 * @param {number} index its place in its panel
 */
export function colorOf(name, index) {
  return meanings[name] ?? others[index % others.length] ?? '--blue';
}

/**
 * A colour of style.css as it is now: it changes with light and dark.
 * @param {string} name
 */
export function resolveColor(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
