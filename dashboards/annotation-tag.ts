/** The tag of the annotations that the verbs create in Grafana and that the dashboard shows. */
export const annotationTag = 'feed-lab';
