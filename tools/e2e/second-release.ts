import { writeFile } from 'node:fs/promises';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { prepareChart } from '../../scripts/targets/kind/release/release.ts';
import { readVersions } from './chart.ts';
import { access, check, evidenceFolder, settings } from './context.ts';

const release = 'demo';
const timeout = '180s';

/** What the lab's own cluster has only once: its Prometheus, its node ports, its priority class. */
const differences = [
  'monitoring.enabled=false',
  'api.service.type=ClusterIP',
  'api.service.nodePort=null',
  'postgres.priorityClassName=',
];

/**
 * Installs a second release in a namespace of its own, and removes it: the first one stays as it
 * was, and only what the chart's README lists is left.
 */
export async function checkSecondRelease(): Promise<void> {
  const chart = await prepareChart(access, settings);
  const before = await readVersions();
  const values = `${evidenceFolder}/second-release.yaml`;
  await writeFile(values, await access.helm(['get', 'values', labName, '--output', 'yaml']));
  // The last --namespace takes effect.
  const inNamespace = ['--namespace', release];
  const flags = ['--values', values, ...differences.flatMap((value) => ['--set', value])];
  await access.helm(['install', release, chart, ...inNamespace, '--create-namespace', ...flags]);
  try {
    const rollout = ['rollout', 'status', `deployment/${release}-feed-lab-api`, '--timeout', timeout];
    await access.kubectl([...rollout, ...inNamespace]);
    check('helm test passes for the second release', Boolean(await access.helm(['test', release, ...inNamespace])));
    await access.helm(['uninstall', release, ...inNamespace, '--wait']);
    const stopping = ['wait', '--for=delete', 'pod', '--selector', 'app.kubernetes.io/component!=test'];
    await access.kubectl([...stopping, '--timeout', timeout, ...inNamespace]);
    const list = ['get', 'all,secrets,configmaps,pvc', '--output', 'name', ...inNamespace];
    const left = (await access.kubectl(list)).trim().split('\n').sort();
    // helm test has left its Pod and its ConfigMap: hooks are not part of a release.
    const expected = [
      'configmap/kube-root-ca.crt',
      `configmap/${release}-feed-lab-contract`,
      `persistentvolumeclaim/data-${release}-feed-lab-postgres-0`,
      `pod/${release}-feed-lab-contract`,
      `secret/${release}-feed-lab-passwords`,
    ].sort();
    check(`helm uninstall leaves ${left.join(', ')}`, left.join() === expected.join());
  } finally {
    await access.kubectl(['delete', 'namespace', release, '--wait=false']);
  }
  check('the first release is untouched', (await readVersions()) === before);
}
