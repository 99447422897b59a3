/** For commands that people copy: in single quotes, a shell leaves everything as it is. */
export function shellQuote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
