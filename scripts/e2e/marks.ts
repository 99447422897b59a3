import { annotationTag } from '../../dashboards/annotation-tag.ts';
import { moments } from '../../dashboards/annotations.ts';
import { withPage } from '../targets/kind/pages.ts';
import { check, settings } from './context.ts';
import { administrator } from './grafana.ts';
import { askRange } from './prometheus.ts';

interface Annotation {
  /** Unix time in milliseconds. */
  time: number;
  text: string;
  tags: string[];
}

async function readAnnotations(): Promise<Annotation[]> {
  return withPage(settings, 'grafana', async (address) => {
    const response = await fetch(`${address}api/annotations?tags=${annotationTag}&limit=1000`, {
      headers: administrator,
    });
    return ((await response.json()) as Annotation[]).sort((one, other) => one.time - other.time);
  });
}

/** What the story has done, in its order: each a line through Grafana's panels. */
const expectedMarks: [kind: string, words: RegExp][] = [
  ['restart', /^The lab has started: Broken$/],
  ['load-begins', /^Load test begins \(100 users, .*\): Broken$/],
  ['load-ends', /^Load test ends \(.* succeeded\): Broken$/],
  ['deployment', /^Variant fixed deployed: After fix 1 \(pooling\)$/],
  ['load-begins', /^Load test begins \(100 users, .*\): After fix 1 \(pooling\)$/],
  ['load-ends', /^Load test ends \(100 % succeeded\): After fix 1 \(pooling\)$/],
  ['migration', /^Index built \(migration 0002\): After fix 2 \(index\)$/],
  ['load-begins', /^Load test begins \(100 users, .*\): After fix 2 \(index\)$/],
  ['load-ends', /^Load test ends \(100 % succeeded\): After fix 2 \(index\)$/],
];

/** After the story: Grafana keeps what was done, and Prometheus has seen the deployment by itself. */
export async function proveMarks(): Promise<void> {
  const annotations = await readAnnotations();
  for (const { time, text } of annotations) console.log(`${new Date(time).toISOString()} ${text}`);
  const asExpected = expectedMarks.every(([kind, words], index) => {
    const found = annotations[index];
    return found?.tags.includes(kind) && words.test(found.text);
  });
  check(`Grafana shows the ${expectedMarks.length} marks of the story`, asExpected);

  const timeOf = (kind: string) => (annotations.find(({ tags }) => tags.includes(kind))?.time ?? 0) / 1000;
  // From the end of the first load on: the start of the lab itself is news too, and may be less than a minute before.
  const window = { from: timeOf('load-ends'), to: timeOf('deployment') + 60, stepSeconds: 5 };
  for (const { name, expression } of moments) {
    const seen = await askRange(expression, window);
    const labels = seen.map(({ metric }) => metric.variant ?? metric.pod).join(', ');
    check(`Prometheus has seen it too, ${name}: ${labels}`, seen.length === 1 && seen[0]?.metric.variant !== 'broken');
  }
}
