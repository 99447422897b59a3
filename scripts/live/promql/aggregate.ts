import { findChild, readLabelNames, type Syntax, unsupported } from './syntax.ts';
import { type Evaluate, groupByLabels, keepLabels } from './vector.ts';

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** Of the values of a group, which has at least one. */
const aggregations: Record<string, (values: number[]) => number> = {
  sum,
  avg: (values) => sum(values) / values.length,
  // NaN only when all values are.
  max: (values) => values.reduce((max, value) => (value > max || Number.isNaN(max) ? value : max)),
};

/** `sum by (label) (vector)`. */
export function compileAggregation(syntax: Syntax, compileVector: (syntax: Syntax) => Evaluate): Evaluate {
  const operator = findChild(syntax, 'AggregateOp');
  const [operand, ...others] = findChild(syntax, 'FunctionCallBody')?.children ?? [];
  const aggregate = aggregations[operator?.text ?? ''];
  if (!aggregate || !operand || others.length > 0)
    throw unsupported(operator ?? syntax, `the aggregations ${Object.keys(aggregations).join(', ')}`);
  const modifier = findChild(syntax, 'AggregateModifier');
  if (modifier && !findChild(modifier, 'By')) throw unsupported(modifier, 'by (label, ...)');
  const names = modifier ? readLabelNames(modifier) : [];
  const evaluate = compileVector(operand);
  return (store, atMs) =>
    groupByLabels(evaluate(store, atMs), (labels) => keepLabels(labels, names)).map(({ labels, samples }) => ({
      labels,
      value: aggregate(samples.map(({ value }) => value)),
    }));
}
