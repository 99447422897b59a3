import type { Matcher } from '../sample-store.ts';
import { findPart, type Syntax, unsupported } from './syntax.ts';

/** What a selector asks for: the series of a metric whose labels match. */
export interface Selector {
  name: string;
  matchers: Matcher[];
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** The text in a string literal; in backquotes nothing is escaped (Prometheus documentation, "String literals"). */
function unquote(literal: Syntax): string {
  const { text } = literal;
  const quote = text[0];
  const inside = text.slice(1, -1);
  if (quote === '`') return inside;
  return inside.replaceAll(/\\(.)/gs, (_, character: string) => {
    if (/[xuUabfv0-7]/.test(character)) throw unsupported(literal, 'an escape that the live page does not know');
    return escapes[character] ?? character;
  });
}

/** Prometheus matches the whole value, and its dot also stands for a line's end (model/labels/regexp.go). */
function wholeValue(literal: Syntax): RegExp {
  try {
    return new RegExp(`^(?:${unquote(literal)})$`, 'su');
  } catch {
    throw unsupported(literal, 'a regular expression that JavaScript does not understand');
  }
}

function compileMatcher(matcher: Syntax): Matcher & { equals?: string } {
  const [label, operator, literal] = matcher.parts;
  if (label?.kind !== 'LabelName' || !operator || !literal)
    throw unsupported(matcher, 'quoted label names are not known to the live page');
  if (operator.text === '=' || operator.text === '!=') {
    const expected = unquote(literal);
    return operator.text === '='
      ? { label: label.text, equals: expected, matches: (value) => value === expected }
      : { label: label.text, matches: (value) => value !== expected };
  }
  const pattern = wholeValue(literal);
  const wanted = operator.text === '=~';
  return { label: label.text, matches: (value) => pattern.test(value) === wanted };
}

/** @throws {PromqlError} also for a selector that does not say which metric: the store keeps only metrics that are asked for by name */
export function compileSelector(syntax: Syntax): Selector {
  const matchers = (findPart(syntax, 'LabelMatchers')?.parts ?? []).map(compileMatcher);
  const byLabel = matchers.find(({ label, equals }) => label === '__name__' && equals);
  const name = findPart(syntax, 'Identifier')?.text ?? byLabel?.equals;
  if (!name) throw unsupported(syntax, 'expected the name of a metric');
  return { name, matchers: matchers.filter((matcher) => matcher !== byLabel) };
}
