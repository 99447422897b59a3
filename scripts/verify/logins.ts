import type { LoginEvidence } from './evidence.ts';

/** Sessions per request. Once it has settled, no pool of any size opens one for every fifty. */
const maxSessionsPerRequest = 0.02;

/** Sessions of other clients that may start during the load: psql, another verb, an exporter. */
const otherSessions = 3;

/** Whether requests shared connections. A pool may have opened each of those that are open now. */
export const isShared = ({ requests, sessions, open: openNow }: LoginEvidence): boolean =>
  requests > 0 && sessions <= Math.max(otherSessions, openNow, requests * maxSessionsPerRequest);

/** Whether the API keeps its database connections from one request to the next. */
export const reusesConnections = (logins: LoginEvidence[]): boolean => logins.length > 0 && logins.every(isShared);
