/**
 * `starting` until the database has answered once, so that a rollout with a wrong password stops. Losing the
 * database later does not make the API unready: its 503s tell clients more than a refused connection would.
 */
export interface Readiness {
  state: 'starting' | 'ready' | 'stopping';
}
