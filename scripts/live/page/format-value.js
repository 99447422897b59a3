const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/**
 * 0.43 -> "0.43", 4.3 -> "4.3", 43 -> "43", 4300 -> "4,300"
 * @param {number} value
 */
const short = (value) => (value === 0 || value >= 10 ? whole.format(value) : value.toPrecision(2));

/** @type {Record<string, (value: number) => string>} */
const byUnit = {
  seconds: (value) => (value < 1 ? `${short(value * 1000)} ms` : `${value.toFixed(2)} s`),
  // Rounded down: 100 % means all of them.
  percent: (value) => `${value >= 10 ? Math.floor(value) : short(value)} %`,
  'requests per second': (value) => `${short(value)}/s`,
  'per second': (value) => `${short(value)}/s`,
  'rows per second': (value) => `${compact.format(value)}/s`,
};

/**
 * @param {number} value in the base unit: seconds, not milliseconds
 * @param {string} unit of a panel
 */
export function formatValue(value, unit) {
  return (byUnit[unit] ?? whole.format)(value);
}
