/**
 * Whether requests should be sent here. `starting` until the database has answered once: a deployment with a wrong password
 * never replaces a good one. A database that goes away later does not make the API unready: its 503s say more than a
 * connection refused, and a restart would not help.
 */
export interface Readiness {
  state: 'starting' | 'ready' | 'stopping';
}
