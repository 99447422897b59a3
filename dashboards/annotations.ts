import {
  AnnotationQueryBuilder,
  AnnotationTargetBuilder,
  type DataSourceRef,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { annotationTag } from './annotation-tag.ts';

/** A moment that Prometheus can tell, whoever brought it about. Its labels go into the words. */
interface Moment {
  name: string;
  color: string;
  words: string;
  expression: string;
}

/** A step that is missed, and a scrape that is late, must not hide a moment: three scrapes. */
const news = '15s';

const processStart = 'process_start_time_seconds';

/** What is there now and was not a moment ago. */
export const moments: Moment[] = [
  {
    name: 'Deployments',
    color: 'blue',
    words: 'Variant {{variant}} answers',
    expression: `count by (variant) (feed_build_info) unless on (variant) count by (variant) (feed_build_info offset ${news})`,
  },
  {
    name: 'Starts of the API',
    color: 'orange',
    words: 'An API process starts ({{pod}})',
    expression: `max by (pod) (${processStart} and on (instance) feed_build_info unless (${processStart} offset ${news} == ${processStart}))`,
  },
];

/** Annotations that Grafana itself keeps, by tag. The SDK's own target is not marked as the query that Grafana takes it for. */
function byTag(tag: string) {
  const target = new AnnotationTargetBuilder().type('tags').tags([tag]).matchAny(false).limit(100).build();
  return { build: () => ({ ...target, _implementsDataqueryVariant() {} }) };
}

/** The lines through every panel: what the verbs keep in Grafana, and what Prometheus saw of work by hand. */
export function buildAnnotations(prometheus: DataSourceRef, step: string): AnnotationQueryBuilder[] {
  const byVerbs = new AnnotationQueryBuilder()
    .name('What was done')
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .iconColor('purple')
    .target(byTag(annotationTag));
  const seen = moments.map(({ name, color, words, expression }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(prometheus)
      .enable(true)
      .iconColor(color)
      .titleFormat(name)
      .textFormat(words)
      .target(new DataqueryBuilder().refId('Moments').expr(expression).interval(step)),
  );
  return [byVerbs, ...seen];
}
