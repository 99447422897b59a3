// Imported first by every program, before libraries read the environment.

/** Read by pg and zx: an exported PGSSLMODE or ZX_TIMEOUT is meant for another program. */
const readByLibraries = /^(PG[A-Z]+|NODE_PG_FORCE_NATIVE|ZX_[A-Z_]+)$/;
for (const name of Object.keys(process.env)) if (readByLibraries.test(name)) delete process.env[name];

/**
 * With NODE_USE_ENV_PROXY, fetch() would send requests for 127.0.0.1 to the user's proxy. Node.js
 * reads no_proxy before each request (undici, EnvHttpProxyAgent), and prefers it to NO_PROXY.
 */
const exceptions = process.env.no_proxy ?? process.env.NO_PROXY;
if (exceptions?.trim() !== '*') {
  process.env.no_proxy = [...(exceptions ? [exceptions] : []), '127.0.0.1', 'localhost', '::1'].join(',');
  process.env.NO_PROXY = process.env.no_proxy;
}
