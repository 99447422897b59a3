import { parser } from '@prometheus-io/lezer-promql';
import { PromqlError } from './promql-error.ts';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** A piece of an expression; `kind` is what Prometheus' grammar calls it (promql.grammar of lezer-promql). */
export interface Syntax {
  kind: string;
  text: string;
  parts: Syntax[];
  /** The whole expression, for error messages. */
  expression: string;
}

function toSyntax(node: SyntaxNode, expression: string): Syntax {
  // Lezer repairs what it cannot read and goes on, as an editor wants it; we do not guess.
  if (node.type.isError) throw notPromql(expression, expression.slice(node.from));
  const parts: Syntax[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment') parts.push(toSyntax(child, expression));
  return { kind: node.name, text: expression.slice(node.from, node.to), parts, expression };
}

function notPromql(expression: string, rest: string): PromqlError {
  if (rest) return new PromqlError(expression, rest, 'not PromQL from here on');
  return new PromqlError(expression, expression, 'PromQL that is not finished');
}

/**
 * Reads an expression with the grammar that Prometheus' own editor uses.
 * @throws {PromqlError} where it is not PromQL
 */
export function parse(expression: string): Syntax {
  const [root] = toSyntax(parser.parse(expression).topNode, expression).parts;
  if (!root) throw notPromql(expression, '');
  return root;
}

/** The first part of a kind. */
export const findPart = ({ parts }: Syntax, kind: string): Syntax | undefined =>
  parts.find((part) => part.kind === kind);

/** What we have not learned, and what to do about it. */
export function unsupported({ expression, text }: Syntax, reason = 'the live page cannot evaluate this'): PromqlError {
  return new PromqlError(expression, text, reason);
}

/** The names in `by (a, b)`, `on (a, b)` and their kin. */
export function readLabelNames(clause: Syntax): string[] {
  return (findPart(clause, 'GroupingLabels')?.parts ?? []).map((label) => {
    if (label.kind !== 'LabelName') throw unsupported(label, 'quoted label names are not known to the live page');
    return label.text;
  });
}
