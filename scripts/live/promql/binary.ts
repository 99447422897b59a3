import { findOperator, type Operator } from './operators.ts';
import { findPart, type Syntax, unsupported } from './syntax.ts';
import { type Compiled, dropName, type Evaluate } from './vector.ts';
import { matchOneToOne, readMatching, setOperators } from './vector-matching.ts';

/** A number beside each sample. A filter passes on the sample's own value, on whichever side of the sign it stands. */
function withScalar({ apply, isFilter }: Operator, vector: Evaluate, scalar: number, isLeft: boolean): Evaluate {
  return (store, atMs) =>
    vector(store, atMs).flatMap(({ labels, value }) => {
      const result = isLeft ? apply(scalar, value) : apply(value, scalar);
      if (result === undefined) return [];
      return [isFilter ? { labels, value } : { labels: dropName(labels), value: result }];
    });
}

/** `left sign right`, with what stands between the sign and the right side. */
export function compileBinary(syntax: Syntax, compileSyntax: (syntax: Syntax) => Compiled): Compiled {
  const [leftSyntax, sign] = syntax.parts;
  const rightSyntax = syntax.parts.at(-1);
  if (!leftSyntax || !sign || !rightSyntax) throw unsupported(syntax);
  const left = compileSyntax(leftSyntax);
  const right = compileSyntax(rightSyntax);

  const combine = setOperators[sign.text.toLowerCase()];
  if (combine) {
    if ('scalar' in left || 'scalar' in right) throw unsupported(syntax, 'expected series on both sides');
    const { key } = readMatching(syntax);
    return { vector: (store, atMs) => combine(left.vector(store, atMs), right.vector(store, atMs), key) };
  }

  const operator = findOperator(sign.text, findPart(syntax, 'BoolModifier') !== undefined);
  if (!operator) throw unsupported(syntax, `the live page does not know ${sign.text}`);
  if ('vector' in left && 'vector' in right)
    return { vector: matchOneToOne(syntax, operator, [left.vector, right.vector]) };
  if (findPart(syntax, 'MatchingModifierClause')) throw unsupported(syntax, 'expected series on both sides');
  if ('vector' in left && 'scalar' in right) return { vector: withScalar(operator, left.vector, right.scalar, false) };
  if ('scalar' in left && 'vector' in right) return { vector: withScalar(operator, right.vector, left.scalar, true) };
  if (operator.isFilter || !('scalar' in left && 'scalar' in right))
    throw unsupported(syntax, 'numbers are compared with bool, as in 1 > bool 2');
  return { scalar: operator.apply(left.scalar, right.scalar) ?? Number.NaN };
}
