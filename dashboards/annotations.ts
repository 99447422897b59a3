import {
  AnnotationQueryBuilder,
  AnnotationTargetBuilder,
  type DataSourceRef,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { annotationTag } from './annotation-tag.ts';
import { seriesOf } from './promql.ts';

/** An annotation that Prometheus can derive from series. */
interface DerivedAnnotation {
  name: string;
  color: string;
  /** `{{label}}` is replaced with the label's value. */
  text: string;
  expression: string;
}

/** The series 15 s ago. The 30 s window bridges failed scrapes, which are not changes. */
const before = (series: string) => `last_over_time(${series}[30s] offset 15s)`;

const build = seriesOf('api', 'feed_build_info');
const processStart = seriesOf('api', 'process_start_time_seconds');

/** Each expression selects what exists now and did not exist 15 s ago. */
export const derivedAnnotations: DerivedAnnotation[] = [
  {
    name: 'Deployments',
    color: 'blue',
    text: 'Variant {{variant}} answers',
    expression: `count by (variant) (${build}) unless on (variant) count by (variant) (${before(build)})`,
  },
  {
    name: 'Starts of the API',
    color: 'orange',
    text: 'An API process starts ({{pod}})',
    expression: `max by (pod) (${processStart} unless (${before(processStart)} == ${processStart}))`,
  },
];

/** Annotations stored in Grafana, by tag. The SDK's target lacks the marker of a query. */
function byTag(tag: string) {
  const target = new AnnotationTargetBuilder().type('tags').tags([tag]).matchAny(false).limit(100).build();
  return { build: () => ({ ...target, _implementsDataqueryVariant() {} }) };
}

/** The vertical lines on every panel: those of the verbs, and those derived from series. */
export function buildAnnotations(prometheus: DataSourceRef, step: string): AnnotationQueryBuilder[] {
  const byVerbs = new AnnotationQueryBuilder()
    .name('What was done')
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .iconColor('purple')
    .target(byTag(annotationTag));
  const derived = derivedAnnotations.map(({ name, color, text, expression }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(prometheus)
      .enable(true)
      .iconColor(color)
      .titleFormat(name)
      .textFormat(text)
      .target(new DataqueryBuilder().refId('Moments').expr(expression).interval(step)),
  );
  return [byVerbs, ...derived];
}
