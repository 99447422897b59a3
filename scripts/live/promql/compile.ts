import { compileAggregation } from './aggregate.ts';
import { compileBinary } from './binary.ts';
import { compileHistogramQuantile } from './histogram-quantile.ts';
import { compileRate } from './rate.ts';
import { compileInstant } from './selector.ts';
import { findChild, parse, parseNumber, type Syntax, unsupported } from './syntax.ts';
import type { Evaluate } from './vector.ts';

function compileQuantile(rank: Syntax, buckets: Syntax): Evaluate {
  const number = parseNumber(rank);
  if (number > 1) throw unsupported(rank, 'quantiles from 0 to 1');
  return compileHistogramQuantile(number, compileVector(buckets));
}

function compileCall(syntax: Syntax): Evaluate {
  const name = findChild(syntax, 'FunctionIdentifier')?.text;
  const [first, second, third] = findChild(syntax, 'FunctionCallBody')?.children ?? [];
  if (name === 'rate' && first && !second) return compileRate(first);
  if (name === 'histogram_quantile' && first && second && !third) return compileQuantile(first, second);
  if (name === 'vector' && first && !second) {
    const value = parseNumber(first);
    return () => [{ labels: {}, value }];
  }
  throw unsupported(syntax, 'the functions rate(metric[4s]), histogram_quantile(0.99, buckets) and vector(0)');
}

function compileVector(syntax: Syntax): Evaluate {
  const [inner] = syntax.children;
  switch (syntax.kind) {
    case 'ParenExpr':
      if (!inner) throw unsupported(syntax, 'parentheses around an expression');
      return compileVector(inner);
    case 'BinaryExpr':
      return compileBinary(syntax, compileVector);
    case 'VectorSelector':
      return compileInstant(syntax);
    case 'FunctionCall':
      return compileCall(syntax);
    case 'AggregateExpr':
      return compileAggregation(syntax, compileVector);
    default:
      throw unsupported(syntax, 'only selectors, functions, aggregations, operators and parentheses here');
  }
}

/**
 * Compiles the part of PromQL that the panels use. The result is that of an instant query to
 * Prometheus, in no particular order.
 * @throws {PromqlError} for a syntax error, and for anything that no panel uses
 */
export function compile(expression: string): Evaluate {
  return compileVector(parse(expression));
}
