import type { Report } from '../../../lib/report.ts';
import { type ClusterAccess, labName } from '../cluster-access.ts';
import type { ReleaseValues } from './release.ts';

const group = 'monitoring.coreos.com';

/**
 * The annotation of the lab's namespace when there was no Prometheus operator before: the lab has
 * its own, and its CRDs are deleted with it.
 */
const ownOperator = 'feed-lab/installed-prometheus-operator';

interface Namespace {
  metadata: { annotations?: Record<string, string> };
}

interface CustomResourceDefinition {
  metadata: { name: string };
  spec: { group: string };
}

async function readCrds(access: ClusterAccess): Promise<string[]> {
  const crds = await access.kubectl(['get', 'crd', '--output', 'json']);
  const { items } = JSON.parse(crds) as { items: CustomResourceDefinition[] };
  return items.filter(({ spec }) => spec.group === group).map(({ metadata }) => metadata.name);
}

async function hasOwnOperator(access: ClusterAccess): Promise<boolean> {
  const namespace = await access.find<Namespace>('namespace', labName);
  return namespace?.metadata.annotations?.[ownOperator] === 'true';
}

/**
 * Decides once, in a shared cluster, which operator runs the lab's Prometheus: the cluster's if
 * there is one (its CRDs are there), otherwise one of the lab's. Two of them would both change the
 * same objects. CRDs without an operator only show when nothing creates the lab's Prometheus.
 */
export async function chooseOperator(access: ClusterAccess, report: Report): Promise<void> {
  if (!(await hasOwnOperator(access))) {
    if ((await readCrds(access)).length > 0)
      return report.print(
        "The Prometheus operator of this cluster, whose CRDs are there, runs the lab's Prometheus; none is installed.",
      );
    await access.kubectl(['annotate', 'namespace', labName, `${ownOperator}=true`, '--overwrite']);
  }
  report.print('The lab installs a Prometheus operator of its own, which watches only its namespace.');
}

/** The chart's values for the operator that was chosen. */
export async function operatorValues(access: ClusterAccess): Promise<ReleaseValues> {
  const own = await hasOwnOperator(access);
  return {
    'kube-prometheus-stack.prometheusOperator.enabled': String(own),
    'kube-prometheus-stack.crds.enabled': String(own),
  };
}

/**
 * Deletes what Helm leaves of the lab's own operator: its CRDs, unless somebody else uses them by
 * now, and the Service that it creates for the kubelets if that is enabled.
 */
export async function removeOperator(access: ClusterAccess, report: Report): Promise<void> {
  if (!(await hasOwnOperator(access))) return;
  const kubeletService = ['service', `${labName}-monitoring-kubelet`, '--namespace', 'kube-system'];
  await access.kubectl(['delete', ...kubeletService, '--ignore-not-found']);
  const crds = await readCrds(access);
  if (crds.length === 0) return;
  const list = ['get', crds.join(','), '--all-namespaces', '--output', 'json'];
  const { items } = JSON.parse(await access.kubectl(list)) as { items: { metadata: { namespace?: string } }[] };
  const namespaces = new Set(items.map(({ metadata }) => metadata.namespace));
  namespaces.delete(labName);
  if (namespaces.size === 0) await access.kubectl(['delete', 'crd', ...crds]);
  else report.print(`The CRDs of the Prometheus operator stay: ${[...namespaces].join(', ')} uses them by now.`);
}
