// The labels of the series of release feed-lab in namespace feed-lab. The chart's ServiceMonitors,
// k6 and the live page set them; the chart rewrites them for any other release
// (templates/monitoring/_of-release.tpl).

export const namespace = 'feed-lab';

/** The prefix of all names: the chart's `feed-lab.fullname`. */
const release = 'feed-lab';

export const apiJob = `${release}-api`;
export const postgresJob = `${release}-postgres-exporter`;
export const loadTestJob = `${release}-load-test`;

/**
 * A regular expression for the names of the pods of the API (Deployment: a hash and five
 * characters, joined if the name is long) and of PostgreSQL (StatefulSet: an ordinal). It does not
 * match the pods of a release whose name starts with this one.
 */
export const podPattern = `${release}-(api|postgres)-[^-]+(-[^-]{5})?`;
