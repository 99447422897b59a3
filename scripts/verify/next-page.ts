/** The page that the Link header calls the next one (RFC 8288); undefined if there is none. */
export function nextPageOf(headers: Headers, address: string): string | undefined {
  const [, target] = /<([^<>]*)>\s*;[^<]*?\brel="?next\b/i.exec(headers.get('link') ?? '') ?? [];
  if (!target) return undefined;
  const { pathname, search } = new URL(target, address);
  return pathname + search;
}
