/**
 * `starting` until the database has answered once, so that a rollout with a wrong password stops.
 * Losing the database later does not make the API unready: a 503 tells clients more than a refused
 * connection.
 */
export interface Readiness {
  state: 'starting' | 'ready' | 'stopping';
}
