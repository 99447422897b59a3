import {
  AnnotationQueryBuilder,
  AnnotationTargetBuilder,
  type DataSourceRef,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { annotationTag } from './annotation-tag.ts';
import { seriesOf } from './promql.ts';

/** An annotation that is derived from series in Prometheus. */
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
    text: 'Variant {{variant}} is running',
    expression: `count by (variant) (${build}) unless on (variant) count by (variant) (${before(build)})`,
  },
  {
    name: 'API starts',
    color: 'orange',
    text: 'An API process started ({{pod}})',
    expression: `max by (pod) (${processStart} unless (${before(processStart)} == ${processStart}))`,
  },
];

/** Selects annotations stored in Grafana by tag. The SDK's target lacks the query marker. */
function byTag(tag: string) {
  const target = new AnnotationTargetBuilder().type('tags').tags([tag]).matchAny(false).limit(100).build();
  return { build: () => ({ ...target, _implementsDataqueryVariant() {} }) };
}

/** The vertical lines on every panel: created by the verbs, or derived from series. */
export function buildAnnotations(prometheus: DataSourceRef, step: string): AnnotationQueryBuilder[] {
  const byVerbs = new AnnotationQueryBuilder()
    .name('Lab commands')
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
