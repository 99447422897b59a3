/** What the verbs keep in Grafana carries this tag, and the dashboard looks for it. */
export const annotationTag = 'feed-lab';
