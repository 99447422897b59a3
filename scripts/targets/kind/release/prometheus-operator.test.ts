// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../../lib/report.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { chooseOperator, operatorValues, removeOperator } from './prometheus-operator.ts';

/** A cluster with CRDs, and with custom resources in namespaces. */
function fakeCluster({ crds = [] as string[], users = [] as string[] }) {
  const annotations: Record<string, string> = {};
  const deleted: string[] = [];
  const printed: string[] = [];
  const crd = (name: string) => ({ metadata: { name }, spec: { group: name.split('.').slice(1).join('.') } });
  const access = {
    find: async () => ({ metadata: { annotations } }),
    async kubectl([verb, what, ...names]: string[]) {
      if (verb === 'annotate') annotations[names[1]?.split('=')[0] ?? ''] = 'true';
      if (verb === 'delete') deleted.push([what, ...names].join(' '));
      if (verb === 'get' && what === 'crd') return JSON.stringify({ items: crds.map(crd) });
      if (verb === 'get') return JSON.stringify({ items: users.map((namespace) => ({ metadata: { namespace } })) });
      return '';
    },
  } as unknown as ClusterAccess;
  const report = { print: (text: string) => printed.push(text) } as unknown as Report;
  return { access, report, crds, deleted, printed };
}

const prometheuses = 'prometheuses.monitoring.coreos.com';

test('an operator that is there is used, and its CRDs stay', async () => {
  const { access, report, deleted, printed } = fakeCluster({ crds: [prometheuses] });
  await chooseOperator(access, report);
  assert.match(printed.join(), /^The Prometheus operator of this cluster/);
  assert.equal((await operatorValues(access))['kube-prometheus-stack.prometheusOperator.enabled'], 'false');
  await removeOperator(access, report);
  assert.deepEqual(deleted, []);
});

test('without an operator, the lab installs one, keeps to it, and deletes its CRDs in the end', async () => {
  const { access, report, crds, deleted, printed } = fakeCluster({
    crds: ['certificates.cert-manager.io'],
    users: ['feed-lab'],
  });
  await chooseOperator(access, report);
  crds.push(prometheuses);
  await chooseOperator(access, report);
  assert.match(printed.join(), /^(The lab installs a Prometheus operator.*){2}$/);
  assert.equal((await operatorValues(access))['kube-prometheus-stack.crds.enabled'], 'true');
  await removeOperator(access, report);
  assert.deepEqual(
    deleted.filter((name) => name.startsWith('crd')),
    [`crd ${prometheuses}`],
  );
});

test('CRDs that somebody else uses by now are kept', async () => {
  const { access, report, crds, deleted, printed } = fakeCluster({ users: ['feed-lab', 'payments'] });
  await chooseOperator(access, report);
  crds.push(prometheuses);
  await removeOperator(access, report);
  assert.deepEqual(
    deleted.filter((name) => name.startsWith('crd')),
    [],
  );
  assert.match(printed.at(-1) ?? '', /stay: payments uses them/);
});
