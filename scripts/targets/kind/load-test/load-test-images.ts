import type { Settings } from '../../../settings/settings.ts';
import { k6Image, readManifest } from './k6-manifests.ts';
import { k6PodSettings, type LoadTestValues } from './k6-pod-settings.ts';

interface TestRun {
  spec: { starter: { image: string } };
}

/** The images of load tests to deliver to the cluster, named where they come from. */
export function loadTestImages(
  { loadtest }: LoadTestValues,
  { registryImages }: Pick<Settings, 'registryImages'>,
): string[] {
  const { image } = k6PodSettings({ ...(loadtest && { loadtest }) }, k6Image());
  const { starter } = readManifest<TestRun>('k6-test-run.yaml').spec;
  // k6-operator starts the pods of a distributed load test with the second one. Elsewhere it is
  // pulled when it is needed, which is rare.
  return registryImages === 'all' ? [image, starter.image] : [image];
}
