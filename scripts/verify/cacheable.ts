/**
 * Directives that let a client or a proxy use a response again without asking (RFC 9111, 5.2.2),
 * and two of Akamai's, with a unit after the number.
 */
const lifetimeDirectives =
  /\b(?:s-maxage|max-age|stale-while-revalidate|stale-if-error|cache-maxage|downstream-ttl)\s*=\s*"?0*[1-9]|\bimmutable\b/i;
/** In Edge-Control, `!no-store` means the opposite. */
const neverReused = /(?<!!)\bno-store\b|(?<!!)\bno-cache\b(?!\s*=)/i;
/** Also those for content delivery networks (RFC 9213; Surrogate-Control; Akamai: Edge-Control). */
const directiveHeaders = /^(?:.+-)?cache-control$|^surrogate-control$|^edge-control$/;

/**
 * Whether nginx may use a response again: X-Accel-Expires has a number of seconds, or @ and a time.
 * It takes precedence over the other headers; 0 and `off` turn caching off.
 */
function isKeptByNginx(value: string): boolean {
  const [, at, seconds] = /^\s*(@?)(\d+)\s*$/.exec(value) ?? [];
  return Number(seconds) > (at ? Date.now() / 1000 : 0);
}

const hasLifetime = (name: string, value: string): boolean =>
  directiveHeaders.test(name) && lifetimeDirectives.test(value) && !neverReused.test(value);

/** The header that lets others answer with this response later; undefined if none does. */
export function headerThatAllowsReuse(headers: Headers): string | undefined {
  for (const [name, value] of headers)
    if (name === 'x-accel-expires' ? isKeptByNginx(value) : hasLifetime(name, value)) return `${name}: ${value}`;
  if (/max-age|no-store|no-cache/i.test(headers.get('cache-control') ?? '')) return undefined;
  const expires = headers.get('expires');
  if (expires) return Date.parse(expires) > Date.now() ? `expires: ${expires}` : undefined;
  // Without a lifetime, caches may use it for a tenth of the time since then (RFC 9111, 4.2.2).
  const modified = headers.get('last-modified');
  return modified ? `last-modified: ${modified}` : undefined;
}
