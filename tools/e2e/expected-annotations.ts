/** An annotation as Grafana's HTTP API returns it. */
export interface Annotation {
  /** Unix time in milliseconds. */
  time: number;
  text: string;
  tags: string[];
}

/** The annotations of the story, in order. There may be others between them. */
export const expectedAnnotations: [kind: string, text: RegExp][] = [
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

/** The first of the expected annotations that does not follow the ones before it. */
export function missingAnnotation(annotations: Annotation[]): RegExp | undefined {
  let next = 0;
  for (const { tags, text } of annotations) {
    const [kind, pattern] = expectedAnnotations[next] ?? [];
    if (kind && tags.includes(kind) && pattern?.test(text)) next += 1;
  }
  return expectedAnnotations[next]?.[1];
}

/** Unix times between which Prometheus detects the first deployment, and nothing else. */
export function deploymentWindow(annotations: Annotation[]): { from: number; to: number } {
  const timesOf = (kind: string) =>
    annotations.filter(({ tags }) => tags.includes(kind)).map(({ time }) => time / 1000);
  const [loadEnds = 0] = timesOf('load-ends');
  const [deployment = 0, nextDeployment = Number.POSITIVE_INFINITY] = timesOf('deployment');
  // The start of the lab is detected too, but before the first load test. The next deployment is
  // detected before it is done, which is when its annotation is set.
  return { from: loadEnds, to: Math.min(deployment + 60, nextDeployment - 30) };
}
