import { findChild, isNumber, parseNumber, readLabelNames, type Syntax, unsupported } from './syntax.ts';
import { dropName, type Evaluate, keepLabels, type Labels, labelsKey } from './vector.ts';

type Compile = (syntax: Syntax) => Evaluate;
type Compute<Result> = (left: number, right: number) => Result;

const arithmetic: Record<string, Compute<number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

const comparisons: Record<string, Compute<boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
};

/** All samples on the left, and those on the right that match none of them. */
function compileOr(left: Evaluate, right: Evaluate, modifier: Syntax | undefined): Evaluate {
  if (modifier && (modifier.children.length > 2 || !findChild(modifier, 'On')))
    throw unsupported(modifier, 'on (label, ...)');
  const names = modifier && readLabelNames(modifier);
  const keyOf = (labels: Labels) => labelsKey(names ? keepLabels(labels, names) : dropName(labels));
  return (store, atMs) => {
    const samples = left(store, atMs);
    const keys = new Set(samples.map(({ labels }) => keyOf(labels)));
    return [...samples, ...right(store, atMs).filter(({ labels }) => !keys.has(keyOf(labels)))];
  };
}

const mapValues =
  (evaluate: Evaluate, compute: (value: number) => number): Evaluate =>
  (store, atMs) =>
    evaluate(store, atMs).map(({ labels, value }) => ({ labels: dropName(labels), value: compute(value) }));

/** Arithmetic on the samples of two vectors that have the same labels; others are left out. */
function combine(left: Evaluate, right: Evaluate, compute: Compute<number>): Evaluate {
  return (store, atMs) => {
    const samples = right(store, atMs);
    const rightValues = new Map(samples.map((sample) => [labelsKey(dropName(sample.labels)), sample.value]));
    if (rightValues.size < samples.length) throw new Error('several series on the right have the same labels');
    return left(store, atMs).flatMap((sample) => {
      const labels = dropName(sample.labels);
      const value = rightValues.get(labelsKey(labels));
      return value === undefined ? [] : [{ labels, value: compute(sample.value, value) }];
    });
  };
}

function compileFilter(left: Syntax, compare: Compute<boolean>, right: Syntax, compileVector: Compile): Evaluate {
  const limit = parseNumber(right);
  const evaluate = compileVector(left);
  return (store, atMs) => evaluate(store, atMs).filter(({ value }) => compare(value, limit));
}

function compileArithmetic(left: Syntax, compute: Compute<number>, right: Syntax, compileVector: Compile): Evaluate {
  if (isNumber(left)) {
    const number = parseNumber(left);
    return mapValues(compileVector(right), (value) => compute(number, value));
  }
  if (isNumber(right)) {
    const number = parseNumber(right);
    return mapValues(compileVector(left), (value) => compute(value, number));
  }
  return combine(compileVector(left), compileVector(right), compute);
}

/** `left operator right`, with a modifier such as `on ()` before the right side. */
export function compileBinary(syntax: Syntax, compileVector: Compile): Evaluate {
  const [left, operator, ...rest] = syntax.children;
  const right = rest.pop();
  const [modifier] = rest;
  if (!left || !operator || !right) throw unsupported(syntax, 'operators with an operand on each side');
  if (operator.text === 'or') return compileOr(compileVector(left), compileVector(right), modifier);

  const compute = arithmetic[operator.text];
  const compare = comparisons[operator.text];
  if (modifier && (compute || compare)) throw unsupported(modifier, 'a modifier only with or');
  if (compute) return compileArithmetic(left, compute, right, compileVector);
  if (compare && isNumber(right)) return compileFilter(left, compare, right, compileVector);
  if (compare) throw unsupported(syntax, 'comparisons with a number on the right');
  throw unsupported(operator, `the operators ${Object.keys({ ...arithmetic, ...comparisons }).join(' ')} or`);
}
