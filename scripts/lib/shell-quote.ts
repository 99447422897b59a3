/** Quotes a path in a command for people to copy: in single quotes, a shell leaves everything as it is. */
export function shellQuote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
