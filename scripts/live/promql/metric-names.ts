import { compileSelector } from './selector.ts';
import { parse, type Syntax } from './syntax.ts';

const selectorsIn = (syntax: Syntax): Syntax[] =>
  syntax.kind === 'VectorSelector' ? [syntax] : syntax.parts.flatMap(selectorsIn);

/** The metrics that an expression reads: what a store has to keep for it. */
export function metricNames(expression: string): string[] {
  return [...new Set(selectorsIn(parse(expression)).map((selector) => compileSelector(selector).name))];
}
