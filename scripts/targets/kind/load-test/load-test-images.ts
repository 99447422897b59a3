import type { ClusterAccess } from '../cluster-access.ts';
import { k6Image, readManifest } from './k6-manifests.ts';
import { k6PodSettings, type LoadTestValues } from './k6-pod-settings.ts';

interface TestRun {
  spec: { starter: { image: string } };
}

/** Whether the cluster can run a load test on several pods. */
export async function hasK6Operator(access: ClusterAccess): Promise<boolean> {
  return (await access.find('crd', 'testruns.k6.io')) !== undefined;
}

/**
 * The images of load tests to deliver to the cluster, named where they come from. k6-operator
 * starts the pods of a `distributed` load test with the second one.
 */
export function loadTestImages({ loadtest }: LoadTestValues, { distributed }: { distributed: boolean }): string[] {
  const { image } = k6PodSettings({ ...(loadtest && { loadtest }) }, k6Image());
  const { starter } = readManifest<TestRun>('k6-test-run.yaml').spec;
  return distributed ? [image, starter.image] : [image];
}
