import { annotationTag } from '../../dashboards/annotation-tag.ts';
import { moments } from '../../dashboards/annotations.ts';
import { withPage } from '../../scripts/targets/kind/pages.ts';
import { check, cluster } from './context.ts';
import { administrator } from './grafana.ts';
import { askRange } from './prometheus.ts';

export interface Annotation {
  /** Unix time in milliseconds. */
  time: number;
  text: string;
  tags: string[];
}

async function readAnnotations(): Promise<Annotation[]> {
  return withPage(cluster, 'grafana', async (address) => {
    const response = await fetch(`${address}api/annotations?tags=${annotationTag}&limit=1000`, {
      headers: administrator,
    });
    return ((await response.json()) as Annotation[]).sort((one, other) => one.time - other.time);
  });
}

/** What the story has done, in its order, among other things: each a line through Grafana's panels. */
const expectedAnnotations: [kind: string, words: RegExp][] = [
  ['restart', /^The lab has started: Broken$/],
  ['load-begins', /^Load test begins \(100 users, .*\): Broken$/],
  ['load-ends', /^Load test ends \(.* succeeded\): Broken$/],
  ['deployment', /^Variant mine deployed: your own variant$/],
  ['deployment', /^Variant fixed deployed: After fix 1 \(pooling\)$/],
  ['load-begins', /^Load test begins \(100 users, .*\): After fix 1 \(pooling\)$/],
  ['load-ends', /^Load test ends \(100 % succeeded\): After fix 1 \(pooling\)$/],
  ['migration', /^Own migration run: After fix 2 \(index\)$/],
  ['migration', /^Index built \(migration 0002\): After fix 2 \(index\)$/],
  ['load-begins', /^Load test begins \(100 users, .*\): After fix 2 \(index\)$/],
  ['load-ends', /^Load test ends \(100 % succeeded\): After fix 2 \(index\)$/],
];

/** The first of the expected annotations that is not there after those before it. */
export function missingAnnotation(annotations: Annotation[]): RegExp | undefined {
  let next = 0;
  for (const { tags, text } of annotations) {
    const [kind, words] = expectedAnnotations[next] ?? [];
    if (kind && tags.includes(kind) && words?.test(text)) next += 1;
  }
  return expectedAnnotations[next]?.[1];
}

/** When the first deployment, and nothing else, is news to Prometheus, in Unix time. */
export function windowOfDeployment(annotations: Annotation[]): { from: number; to: number } {
  const timesOf = (kind: string) =>
    annotations.filter(({ tags }) => tags.includes(kind)).map(({ time }) => time / 1000);
  const [loadEnds = 0] = timesOf('load-ends');
  const [deployment = 0, nextDeployment = Number.POSITIVE_INFINITY] = timesOf('deployment');
  // From the end of the first load on: the start of the lab itself is news too, and may be less than a minute before. Until before the
  // next deployment, which is marked when it is done, and seen while it is under way.
  return { from: loadEnds, to: Math.min(deployment + 60, nextDeployment - 30) };
}

/** After the story: Grafana keeps what was done, and Prometheus has seen the deployment by itself. */
export async function proveAnnotations(): Promise<void> {
  const annotations = await readAnnotations();
  for (const { time, text } of annotations) console.log(`${new Date(time).toISOString()} ${text}`);
  const missing = missingAnnotation(annotations);
  check(
    `Grafana shows the ${expectedAnnotations.length} annotations of the story (missing: ${missing ?? 'none'})`,
    !missing,
  );

  const window = { ...windowOfDeployment(annotations), stepSeconds: 5 };
  for (const { name, expression } of moments) {
    const seen = await askRange(expression, window);
    const labels = seen.map(({ metric }) => metric.variant ?? metric.pod).join(', ');
    check(`Prometheus has seen it too, ${name}: ${labels}`, seen.length === 1 && seen[0]?.metric.variant !== 'broken');
  }
}
