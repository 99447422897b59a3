import { annotationTag } from '../../../dashboards/annotation-tag.ts';
import type { Annotation } from '../annotation.ts';
import type { Cluster } from './cluster.ts';
import { withPage } from './pages.ts';
import { readSecret } from './read-secret.ts';

/** Short, so that an annotation does not delay the verb that it records. */
const timeoutMs = 3000;

/** Posts an annotation to Grafana ("Annotations HTTP API"); does nothing without Grafana. */
export async function postAnnotation(cluster: Cluster, { kind, at, text }: Annotation): Promise<void> {
  const administrator = await readSecret<'admin-user' | 'admin-password'>(cluster.access, 'grafana', timeoutMs);
  if (!administrator) return;
  const credentials = `${administrator['admin-user']}:${administrator['admin-password']}`;
  await withPage(cluster, 'grafana', async (address) => {
    const response = await fetch(`${address}api/annotations`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      },
      body: JSON.stringify({ time: Date.parse(at), tags: [annotationTag, kind], text }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`Grafana returned ${response.status}: ${await response.text()}`);
  });
}
