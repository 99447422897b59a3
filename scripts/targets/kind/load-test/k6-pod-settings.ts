import type { ClusterAccess } from '../cluster-access.ts';
import { inRegistry } from '../images/registry.ts';
import { releaseValues } from '../release/release.ts';
import type { Placement } from './node-room.ts';

/** The values of the release that apply to the load test, which is not part of the chart. */
export interface LoadTestValues {
  global?: { imageRegistry?: string; imagePullSecrets?: (string | { name: string })[] };
  loadtest?: Placement & {
    image?: { registry?: string; repository?: string; tag?: string; digest?: string; pullPolicy?: string };
  };
}

/** The pod fields of a load test that come from the release's values. */
export interface K6PodSettings extends Placement {
  image: string;
  imagePullPolicy: string;
  imagePullSecrets: { name: string }[];
}

/** The release's values; empty if they cannot be read. */
export async function readLoadTestValues(access: ClusterAccess): Promise<LoadTestValues> {
  return (await releaseValues<LoadTestValues>(access).catch(() => undefined)) ?? {};
}

/** The settings of the pods. `defaultImage` is for a release that names none. */
export function k6PodSettings({ global, loadtest }: LoadTestValues, defaultImage: string): K6PodSettings {
  const { registry, repository, tag, digest, pullPolicy } = loadtest?.image ?? {};
  const version = digest ? `@${digest}` : `:${tag}`;
  const named =
    repository && (digest || tag) ? [registry, repository].filter(Boolean).join('/') + version : defaultImage;
  return {
    image: inRegistry(global?.imageRegistry, named),
    imagePullPolicy: pullPolicy || 'IfNotPresent',
    // The chart accepts both forms, as many charts do; a pod only has the second.
    imagePullSecrets: (global?.imagePullSecrets ?? []).map((secret) =>
      typeof secret === 'string' ? { name: secret } : secret,
    ),
    nodeSelector: loadtest?.nodeSelector ?? {},
    tolerations: loadtest?.tolerations ?? [],
  };
}

/** The tag of an image name; undefined if it has none, such as one with only a digest. */
export function tagOf(image: string): string | undefined {
  return /:([\w.-]+)$/.exec(image.split('@')[0] ?? '')?.[1];
}
