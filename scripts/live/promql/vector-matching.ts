import type { Operator } from './operators.ts';
import { findPart, readLabelNames, type Syntax, unsupported } from './syntax.ts';
import {
  dropLabels,
  dropName,
  type Evaluate,
  keepLabels,
  type Labels,
  labelsKey,
  type VectorSample,
} from './vector.ts';

/** Which samples of two vectors belong together (Prometheus documentation, "Vector matching"). */
export interface Matching {
  key(labels: Labels): string;
  /** What is left of the labels when two have become one. */
  resultLabels(labels: Labels): Labels;
}

/** From `on (a)` or `ignoring (a)`; without either, all labels but the metric's name have to be the same. */
export function readMatching(syntax: Syntax): Matching {
  const clause = findPart(syntax, 'MatchingModifierClause');
  const names = clause ? readLabelNames(clause) : [];
  const wide = clause && (findPart(clause, 'GroupLeft') ?? findPart(clause, 'GroupRight'));
  if (wide) throw unsupported(wide, 'the live page matches one to one, without group_left and group_right');
  const fill = findPart(syntax, 'FillModifier');
  if (fill) throw unsupported(fill, 'fill is not known to the live page');
  if (clause && findPart(clause, 'On')) {
    const keep = (labels: Labels) => keepLabels(labels, names);
    return { key: (labels) => labelsKey(keep(labels)), resultLabels: keep };
  }
  return {
    key: (labels) => labelsKey(dropLabels(labels, [...names, '__name__'])),
    resultLabels: (labels) => dropLabels(labels, names),
  };
}

type SetOperator = (left: VectorSample[], right: VectorSample[], key: Matching['key']) => VectorSample[];

const keysOf = (samples: VectorSample[], key: Matching['key']) => new Set(samples.map(({ labels }) => key(labels)));

export const setOperators: Record<string, SetOperator> = {
  and(left, right, key) {
    const keys = keysOf(right, key);
    return left.filter(({ labels }) => keys.has(key(labels)));
  },
  or(left, right, key) {
    const keys = keysOf(left, key);
    return [...left, ...right.filter(({ labels }) => !keys.has(key(labels)))];
  },
  unless(left, right, key) {
    const keys = keysOf(right, key);
    return left.filter(({ labels }) => !keys.has(key(labels)));
  },
};

/** Pairs samples one to one; a sample without a partner is left out. Two that match one are an error to Prometheus too. */
export function matchOneToOne(
  syntax: Syntax,
  { apply, isFilter }: Operator,
  [evaluateLeft, evaluateRight]: [Evaluate, Evaluate],
): Evaluate {
  const { key, resultLabels } = readMatching(syntax);
  const byKey = (samples: VectorSample[]) => new Map(samples.map((sample) => [key(sample.labels), sample]));
  return (store, atMs) => {
    const left = evaluateLeft(store, atMs);
    const right = evaluateRight(store, atMs);
    const partners = byKey(right);
    if (left.length > 0 && partners.size < right.length)
      throw unsupported(syntax, 'several samples on the right match one on the left');
    const matched = left.filter(({ labels }) => partners.has(key(labels)));
    if (byKey(matched).size < matched.length)
      throw unsupported(syntax, 'several samples on the left match one on the right');
    return matched.flatMap(({ labels, value }) => {
      const result = apply(value, partners.get(key(labels))?.value ?? Number.NaN);
      const kept = resultLabels(labels);
      return result === undefined ? [] : [{ labels: isFilter ? kept : dropName(kept), value: result }];
    });
  };
}
