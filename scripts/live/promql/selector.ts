import type { Matcher } from '../sample-store.ts';
import { findChild, parse, type Syntax, unsupported } from './syntax.ts';
import type { Evaluate } from './vector.ts';

/** Prometheus matches the whole value; its dot matches a line feed too (model/labels/regexp.go). */
function compilePattern(text: string, literal: Syntax): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'su');
  } catch {
    throw unsupported(literal, 'regular expressions that are valid in JavaScript too');
  }
}

function compileMatcher(matcher: Syntax): Matcher {
  const [label, operator, literal] = matcher.children;
  if (label?.kind !== 'LabelName' || !operator || !literal) throw unsupported(matcher, 'label names without quotes');
  const [, text] = /^"([^"\\]*)"$/s.exec(literal.text) ?? [];
  if (text === undefined) throw unsupported(literal, 'strings in double quotes, without escapes');
  const isNegated = operator.text.startsWith('!');
  if (!operator.text.endsWith('~')) return { label: label.text, matches: (value) => (value === text) !== isNegated };
  const pattern = compilePattern(text, literal);
  return { label: label.text, matches: (value) => pattern.test(value) !== isNegated };
}

export function compileSelector(syntax: Syntax): { name: string; matchers: Matcher[] } {
  const name = findChild(syntax, 'Identifier')?.text;
  if (!name) throw unsupported(syntax, 'selectors that begin with the name of a metric');
  return { name, matchers: (findChild(syntax, 'LabelMatchers')?.children ?? []).map(compileMatcher) };
}

/** `metric{label="value"}`: the newest value of each series that has not ended. */
export function compileInstant(syntax: Syntax): Evaluate {
  const { name, matchers } = compileSelector(syntax);
  return (store) =>
    store.select(name, matchers).flatMap(({ labels, samples }) => {
      const value = samples.at(-1)?.value;
      return value === undefined ? [] : [{ labels, value }];
    });
}

const selectorsIn = (syntax: Syntax): Syntax[] =>
  syntax.kind === 'VectorSelector' ? [syntax] : syntax.children.flatMap(selectorsIn);

/** The metrics that an expression reads. */
export function metricNames(expression: string): string[] {
  return [...new Set(selectorsIn(parse(expression)).map((selector) => compileSelector(selector).name))];
}
