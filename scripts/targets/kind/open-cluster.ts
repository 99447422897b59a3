import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import { clusterAccess } from './cluster-access.ts';
import { kindCluster } from './kind-cluster.ts';
import { otherCluster } from './other-cluster.ts';

export function clusterOf(settings: Settings, signal?: AbortSignal): Cluster {
  const access = clusterAccess(settings, signal);
  return settings.kubeContext ? otherCluster(access, settings) : kindCluster(access, settings);
}
