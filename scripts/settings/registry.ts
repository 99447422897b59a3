/**
 * A registry with an optional path, such as registry.example.com/me, without the slash at its end.
 * Undefined for anything else, such as an address with https://.
 */
export function parseRegistry(text: string): string | undefined {
  // The owner of a GitHub repository may have upper-case letters; the name of an image may not.
  const name = text.toLowerCase().replace(/\/$/, '');
  return /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(name) ? name : undefined;
}
