/** Quotations and comments: a semicolon in them ends nothing. Open ones go on to the end. */
const quotations = [
  /\b[eE]'(?:\\.|[^'\\])*(?:'|$)/,
  /'[^']*(?:'|$)/,
  /"[^"]*(?:"|$)/,
  /\$(\w*)\$.*?(?:\$\1\$|$)/,
  /--[^\n]*/,
];
const token = new RegExp([...quotations, /\/\*/, /\\[^\n]*/, /;/, /./].map(({ source }) => source).join('|'), 'gs');

/** Comments can contain comments. Open ones go on to the end. */
function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (const { 0: edge, index } of text.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += edge === '/*' ? 1 : -1;
    if (depth === 0) return start + index + edge.length;
  }
  return text.length;
}

export interface SplitSql {
  statements: string[];
  /** Has not ended yet. */
  rest: string;
  /** From a backslash to the end of its line. It ends the text, too. */
  command?: string;
}

/** Splits SQL after each semicolon that ends a statement, up to a backslash command. */
export function splitStatements(text: string): SplitSql {
  const statements: string[] = [];
  let start = 0;
  const tokens = new RegExp(token);
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const { 0: found, index } = match;
    if (found === '/*') tokens.lastIndex = endOfComment(text, index);
    if (found.startsWith('\\')) return { statements, rest: text.slice(start, index).trimStart(), command: found };
    if (found !== ';') continue;
    statements.push(text.slice(start, index + 1).trim());
    start = index + 1;
  }
  return { statements, rest: text.slice(start).trimStart() };
}
