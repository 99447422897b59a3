import { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** A node of a parsed expression; `kind` is its name in promql.grammar of lezer-promql. */
export interface Syntax {
  kind: string;
  text: string;
  children: Syntax[];
  /** The whole expression, for error messages. */
  expression: string;
}

/** An expression that is not PromQL, or uses more of PromQL than the live page evaluates. */
export class PromqlError extends Error {
  override name = 'PromqlError';
}

function toSyntax(node: SyntaxNode, expression: string): Syntax {
  // Lezer recovers from syntax errors, as an editor needs; a panel with one is rejected.
  if (node.type.isError) throw syntaxError(expression, expression.slice(node.from));
  const children: Syntax[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment') children.push(toSyntax(child, expression));
  return { kind: node.name, text: expression.slice(node.from, node.to), children, expression };
}

function syntaxError(expression: string, rest: string): PromqlError {
  const problem = rest ? `invalid PromQL from "${rest}" on` : 'incomplete PromQL';
  return new PromqlError(`${problem}, in the expression ${expression}`);
}

/**
 * Parses an expression with the grammar of Prometheus' own editor.
 * @throws {PromqlError} for a syntax error
 */
export function parse(expression: string): Syntax {
  const [root] = toSyntax(parser.parse(expression).topNode, expression).children;
  if (!root) throw syntaxError(expression, '');
  return root;
}

export const findChild = ({ children }: Syntax, kind: string): Syntax | undefined =>
  children.find((child) => child.kind === kind);

/** For a piece of valid PromQL that no panel uses. `supported` could be there instead. */
export function unsupported({ expression, text }: Syntax, supported: string): PromqlError {
  return new PromqlError(
    `"${text}" is not supported on the live page, which supports ${supported}; in the expression ${expression}`,
  );
}

export const isNumber = ({ kind }: Syntax): boolean => kind === 'NumberDurationLiteral';

export function parseNumber(literal: Syntax): number {
  if (!isNumber(literal) || !/^\d+(\.\d+)?$/.test(literal.text))
    throw unsupported(literal, 'only decimal numbers here, such as 0.99');
  return Number(literal.text);
}

/** The names in `by (a, b)` and `on (a, b)`. */
export function readLabelNames(clause: Syntax): string[] {
  return (findChild(clause, 'GroupingLabels')?.children ?? []).map((label) => {
    if (label.kind !== 'LabelName') throw unsupported(label, 'label names without quotes');
    return label.text;
  });
}
