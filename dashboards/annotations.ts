import {
  AnnotationQueryBuilder,
  AnnotationTargetBuilder,
  type DataSourceRef,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { annotationTag } from './annotation-tag.ts';
import { seriesOf } from './promql.ts';

/** A moment that Prometheus can tell, whoever brought it about. Its labels go into the words. */
interface Moment {
  name: string;
  color: string;
  words: string;
  expression: string;
}

/** As it was 15 s ago: three scrapes, or a step would miss the news. A scrape or two that got no answer then is no news when the next one does. */
const before = (series: string) => `last_over_time(${series}[30s] offset 15s)`;

const build = seriesOf('api', 'feed_build_info');
const processStart = seriesOf('api', 'process_start_time_seconds');

/** What is there now and was not a moment ago. */
export const moments: Moment[] = [
  {
    name: 'Deployments',
    color: 'blue',
    words: 'Variant {{variant}} answers',
    expression: `count by (variant) (${build}) unless on (variant) count by (variant) (${before(build)})`,
  },
  {
    name: 'Starts of the API',
    color: 'orange',
    words: 'An API process starts ({{pod}})',
    expression: `max by (pod) (${processStart} unless (${before(processStart)} == ${processStart}))`,
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
