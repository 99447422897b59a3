/** A step of arithmetic. The rest has the sign of what is divided, in JavaScript as in Go. */
export const arithmetic: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

export const comparisons: Record<string, (left: number, right: number) => boolean> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
};

/** What an operator makes of two values; undefined for a comparison that does not hold: it leaves the sample out. */
export interface Operator {
  apply(left: number, right: number): number | undefined;
  /** A comparison without `bool` passes samples on as they are, with their metric's name and the value on the left. */
  isFilter: boolean;
}

/** Undefined for an operator that is neither arithmetic nor a comparison, or that we have not learned. */
export function findOperator(sign: string, bool: boolean): Operator | undefined {
  const compute = arithmetic[sign];
  if (compute) return { apply: compute, isFilter: false };
  const compare = comparisons[sign];
  if (!compare) return undefined;
  return bool
    ? { apply: (left, right) => Number(compare(left, right)), isFilter: false }
    : { apply: (left, right) => (compare(left, right) ? left : undefined), isFilter: true };
}
