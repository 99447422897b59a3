/** A sum, and what rounding has taken from it so far (Neumaier's variant of Kahan's summation, as in util/kahansum). */
function exactSum(values: number[]): { sum: number; lost: number } {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    if (Math.abs(next) === Number.POSITIVE_INFINITY) lost = 0;
    else lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return { sum, lost };
}

/** NaN only when all values are. */
const pick = (values: number[], isBetter: (value: number, than: number) => boolean): number =>
  values.reduce((best, value) => (isBetter(value, best) || Number.isNaN(best) ? value : best), Number.NaN);

/** Of the values of a group, or of a series over time; of which there is at least one. */
export const aggregations: Record<string, (values: number[]) => number> = {
  sum(values) {
    const { sum, lost } = exactSum(values);
    return sum + lost;
  },
  avg(values) {
    const { sum, lost } = exactSum(values);
    return sum / values.length + lost / values.length;
  },
  count: (values) => values.length,
  max: (values) => pick(values, (value, than) => value > than),
  min: (values) => pick(values, (value, than) => value < than),
};
