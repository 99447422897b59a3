import { compileAggregation } from './aggregate.ts';
import { compileBinary } from './binary.ts';
import { compileHistogramQuantile } from './histogram-quantile.ts';
import { parseNumber } from './numbers.ts';
import { compileOverTime } from './over-time.ts';
import { compileRate } from './rate.ts';
import { compileInstant } from './read-series.ts';
import { findPart, parse, type Syntax, unsupported } from './syntax.ts';
import { type Compiled, dropName, type Evaluate } from './vector.ts';

function compileVector(syntax: Syntax): Evaluate {
  const compiled = compileSyntax(syntax);
  if ('scalar' in compiled) throw unsupported(syntax, 'expected series, not a number');
  return compiled.vector;
}

function compileScalar(syntax: Syntax): number {
  const compiled = compileSyntax(syntax);
  if ('vector' in compiled) throw unsupported(syntax, 'expected a number');
  return compiled.scalar;
}

function compileCall(syntax: Syntax): Evaluate {
  const name = findPart(syntax, 'FunctionIdentifier')?.text ?? '';
  const [first, second, third] = findPart(syntax, 'FunctionCallBody')?.parts ?? [];
  if ((name === 'rate' || name === 'increase') && first && !second) return compileRate(name, first);
  if (name === 'histogram_quantile' && first && second && !third)
    return compileHistogramQuantile(compileScalar(first), compileVector(second));
  if (name === 'vector' && first && !second) {
    const value = compileScalar(first);
    return () => [{ labels: {}, value }];
  }
  const overTime = first && !second ? compileOverTime(name, first) : undefined;
  if (overTime) return overTime;
  throw unsupported(syntax, 'a function that the live page does not know, or not with these arguments');
}

function compileSign(syntax: Syntax): Compiled {
  const [sign, operand] = syntax.parts;
  if (!operand) throw unsupported(syntax);
  const compiled = compileSyntax(operand);
  if (sign?.text === '+') return compiled;
  if ('scalar' in compiled) return { scalar: -compiled.scalar };
  return {
    vector: (store, atMs) =>
      compiled.vector(store, atMs).map(({ labels, value }) => ({ labels: dropName(labels), value: -value })),
  };
}

function compileSyntax(syntax: Syntax): Compiled {
  const [inner, ...more] = syntax.parts;
  switch (syntax.kind) {
    case 'NumberDurationLiteral':
      return { scalar: parseNumber(syntax) };
    case 'ParenExpr':
      if (!inner || more.length > 0) throw unsupported(syntax);
      return compileSyntax(inner);
    case 'UnaryExpr':
      return compileSign(syntax);
    case 'BinaryExpr':
      return compileBinary(syntax, compileSyntax);
    case 'VectorSelector':
    case 'OffsetExpr':
      return { vector: compileInstant(syntax) };
    case 'FunctionCall':
      return { vector: compileCall(syntax) };
    case 'AggregateExpr': {
      const [operand, ...others] = findPart(syntax, 'FunctionCallBody')?.parts ?? [];
      if (!operand || others.length > 0)
        throw unsupported(syntax, 'an aggregation that the live page does not know, or not with these arguments');
      return { vector: compileAggregation(syntax, compileVector(operand)) };
    }
    default:
      throw unsupported(syntax);
  }
}

/**
 * Prepares an expression; asking it again and again costs little. It gives what Prometheus' instant query would, in no order.
 * @throws {PromqlError} for what is not PromQL, and for the parts of it that no panel needs; also when samples match ambiguously
 */
export function compile(expression: string): Evaluate {
  const compiled = compileSyntax(parse(expression));
  if ('vector' in compiled) return compiled.vector;
  return () => [{ labels: {}, value: compiled.scalar }];
}
