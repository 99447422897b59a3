import { LabError } from '../../../lib/lab-error.ts';
import { type ClusterAccess, labName } from '../cluster-access.ts';
import { waitForJobs } from './database-jobs.ts';

const timeout = '5m';
/** An operator that watches the namespace needs seconds. */
const operatorTimeout = '60s';

interface Wait {
  /** Also waits for Grafana and Prometheus, which the chart in a folder has installed. */
  monitoring?: { chart: string } | false;
  /** Gets the progress of the seed, and who keeps a Job of the database waiting. */
  progress?: (text: string) => void;
}

/** Waits for the database, its Jobs and the API. */
export async function waitUntilReady(
  access: ClusterAccess,
  { monitoring = false, progress }: Wait = {},
): Promise<void> {
  const rollout = (workload: string) => access.kubectl(['rollout', 'status', workload, '--timeout', timeout]);
  await rollout(`statefulset/${labName}-postgres`);
  await waitForJobs(access, progress);
  await rollout(`deployment/${labName}-api`);
  if (!monitoring) return;
  await rollout('deployment/grafana');
  const prometheus = `statefulset/prometheus-${labName}-monitoring`;
  await waitForOperator(access, monitoring.chart, prometheus);
  await rollout(prometheus);
}

/** Waits until the Prometheus operator has created `prometheus`, which Helm does not. */
export async function waitForOperator(access: ClusterAccess, chart: string, prometheus: string): Promise<void> {
  const operator = `${labName}-monitoring-operator`;
  const isOurs = (await access.find('deployment', operator)) !== undefined;
  if (isOurs) await access.kubectl(['rollout', 'status', `deployment/${operator}`, '--timeout', timeout]);
  const wait = ['wait', '--for=create', prometheus, '--timeout', operatorTimeout];
  const { exitCode, stderr } = await access.tryKubectl(wait);
  if (exitCode === 0) return;
  const reason = `did not create ${prometheus} in a minute`;
  if (isOurs)
    throw new LabError(
      'cluster_failed',
      `The lab's Prometheus operator ${reason}: ${stderr.trim()}`,
      `See its log: ${access.kubectlHint} logs deployment/${operator}`,
    );
  const find = `kubectl --context ${access.context} get deployments --all-namespaces | grep operator`;
  const disable = `${access.helmHint} upgrade ${labName} ${chart} --reset-then-reuse-values --set monitoring.enabled=false`;
  throw new LabError(
    'cluster_failed',
    `The cluster's Prometheus operator ${reason}. Either it does not watch the namespace ${labName}, or none runs, and its CRDs are left over from an earlier one. ${stderr.trim()}`,
    `See whether one runs: ${find}. If so, let it watch the namespace. If not, delete the CRDs of monitoring.coreos.com, unless somebody needs them: make cluster-up then installs an operator. Or go on without Prometheus and Grafana: ${disable}; then make cluster-up`,
  );
}
