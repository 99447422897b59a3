import { aggregations } from './aggregations.ts';
import { findPart, readLabelNames, type Syntax, unsupported } from './syntax.ts';
import { dropLabels, type Evaluate, keepLabels, type Labels, labelsKey, type VectorSample } from './vector.ts';

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
