/**
 * Directives that let a client or a proxy use a response again without asking (RFC 9111, 5.2.2).
 */
const lifetimeDirectives =
  /\b(?:s-maxage|max-age|stale-while-revalidate|stale-if-error)\s*=\s*"?0*[1-9]|\bimmutable\b/i;
const neverReused = /\bno-store\b|\bno-cache\b(?!\s*=)/i;
/** Also those for content delivery networks (RFC 9213). */
const directiveHeaders = /^(?:.+-)?cache-control$|^surrogate-control$/;

/** The header that lets others answer with this response later; undefined if none does. */
export function headerThatAllowsReuse(headers: Headers): string | undefined {
  for (const [name, value] of headers)
    if (directiveHeaders.test(name) && lifetimeDirectives.test(value) && !neverReused.test(value))
      return `${name}: ${value}`;
  if (/max-age|no-store|no-cache/i.test(headers.get('cache-control') ?? '')) return undefined;
  const expires = headers.get('expires');
  if (expires) return Date.parse(expires) > Date.now() ? `expires: ${expires}` : undefined;
  // Without a lifetime, caches may use it for a tenth of the time since then (RFC 9111, 4.2.2).
  const modified = headers.get('last-modified');
  return modified ? `last-modified: ${modified}` : undefined;
}
