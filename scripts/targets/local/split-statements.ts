/** Quotations and comments: a semicolon in them ends nothing. Open ones go on to the end. */
const quotations = [
  /\b[eE]'(?:\\.|[^'\\])*(?:'|$)/,
  /'[^']*(?:'|$)/,
  /"[^"]*(?:"|$)/,
  /\$(\w*)\$.*?(?:\$\1\$|$)/,
  /--[^\n]*/,
  /\/\*.*?(?:\*\/|$)/,
];
const token = new RegExp([...quotations, /;/, /./].map(({ source }) => source).join('|'), 'gs');

/** Splits SQL after each semicolon that ends a statement; `rest` has not ended yet. */
export function splitStatements(text: string): { statements: string[]; rest: string } {
  const statements: string[] = [];
  let start = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found !== ';') continue;
    statements.push(text.slice(start, index + 1).trim());
    start = index + 1;
  }
  return { statements, rest: text.slice(start).trimStart() };
}
