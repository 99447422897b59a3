import { annotationTag } from '../../../dashboards/annotation-tag.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Annotation } from '../annotation.ts';
import { type ClusterAccess, clusterAccess } from './cluster-access.ts';
import { withPage } from './pages.ts';
import { readSecret } from './read-secret.ts';

/** A verb has other things to do than to wait for what only shows what it did. */
const answersWithinMs = 3000;

/** Grafana's own record of its administrator; undefined where Grafana is not installed. */
async function readCredentials(access: ClusterAccess): Promise<string | undefined> {
  const secret = await readSecret<'admin-user' | 'admin-password'>(access, 'grafana', answersWithinMs);
  return secret && `${secret['admin-user']}:${secret['admin-password']}`;
}

/** Keeps an annotation in the cluster's Grafana, as an annotation (Grafana documentation, "Annotations HTTP API"). Does nothing where there is no Grafana. */
export async function postAnnotation(settings: Settings, { kind, at, text }: Annotation): Promise<void> {
  const credentials = await readCredentials(clusterAccess(settings));
  if (!credentials) return;
  await withPage(settings, 'grafana', async (address) => {
    const response = await fetch(`${address}api/annotations`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      },
      body: JSON.stringify({ time: Date.parse(at), tags: [annotationTag, kind], text }),
      signal: AbortSignal.timeout(answersWithinMs),
    });
    if (!response.ok) throw new Error(`Grafana answers ${response.status}: ${await response.text()}`);
  });
}
