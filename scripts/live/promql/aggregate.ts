import { findPart, readLabelNames, type Syntax, unsupported } from './syntax.ts';
import { dropLabels, type Evaluate, keepLabels, type Labels, labelsKey, type VectorSample } from './vector.ts';

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

/** Of the values of one group, of which there is at least one. */
const aggregations: Record<string, (values: number[]) => number> = {
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

/** The labels that a group is known by: those named in `by`, or all but those in `without` and the metric's name. */
function compileGrouping(modifier: Syntax | undefined): (labels: Labels) => Labels {
  const names = modifier ? readLabelNames(modifier) : [];
  return modifier && findPart(modifier, 'Without')
    ? (labels) => dropLabels(labels, [...names, '__name__'])
    : (labels) => keepLabels(labels, names);
}

export function compileAggregation(syntax: Syntax, evaluate: Evaluate): Evaluate {
  const operator = findPart(syntax, 'AggregateOp');
  const aggregate = aggregations[operator?.text.toLowerCase() ?? ''];
  if (!aggregate) throw unsupported(operator ?? syntax, 'an aggregation that the live page does not know');
  const groupOf = compileGrouping(findPart(syntax, 'AggregateModifier'));
  return (store, atMs) => {
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const sample of evaluate(store, atMs)) {
      const labels = groupOf(sample.labels);
      const key = labelsKey(labels);
      const group = groups.get(key) ?? { labels, values: [] };
      group.values.push(sample.value);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ labels, values }): VectorSample => ({ labels, value: aggregate(values) }));
  };
}
