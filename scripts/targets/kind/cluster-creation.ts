import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { waitUntil } from '../../lib/timing.ts';
import { type ClusterAccess, isAbsent, labName, nodeName, ownerLabel } from './cluster-access.ts';

/** Docker finishes a container that it has started to create, even if nobody waits for it. */
const lateContainerMs = 10_000;

/** Lists the nodes from within the node, to keep another person's cluster out of the kubeconfig. */
export function listNodes({ docker }: Pick<ClusterAccess, 'docker'>, ...flags: string[]): Promise<string> {
  const getNodes = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'get', 'nodes'];
  return docker(['exec', nodeName, ...getNodes, '--output', 'name', ...flags]).then((names) => names.trim());
}

/**
 * The creation of the kind cluster. A file marks it while it takes place, because kind leaves a
 * partially created cluster behind when it is killed.
 */
export function clusterCreation(access: ClusterAccess, labFolder: string) {
  const marker = `${labFolder}/cluster-creation-started`;
  // Without a signal, because this also cleans up after an interruption.
  const { docker, kind } = access.withSignal(undefined);

  async function hasContainer(): Promise<boolean> {
    const created = await docker(['inspect', '--format', '{{.Created}}', nodeName]).catch((error: Error) => {
      // If Docker fails, the container may well exist.
      if (!isAbsent(error.message)) throw error;
      return undefined;
    });
    // A node older than the marker is not the lab's.
    return created !== undefined && Date.parse(created.trim()) >= statSync(marker).mtimeMs;
  }

  /** A complete cluster without the lab's label was created by somebody else, later. */
  async function isOfSomebodyElse(): Promise<boolean> {
    const nodes = await listNodes({ docker }).catch(() => '');
    return nodes !== '' && (await listNodes({ docker }, '--selector', ownerLabel)) === '';
  }

  async function isIncomplete(): Promise<boolean> {
    return existsSync(marker) && (await hasContainer());
  }

  /** Deletes what an interrupted creation has left. */
  async function removeRemains(): Promise<void> {
    if (!existsSync(marker)) return;
    if ((await hasContainer()) && !(await isOfSomebodyElse())) await kind(['delete', 'cluster', '--name', labName]);
    rmSync(marker);
  }

  return {
    /** Whether a creation is taking place, or was interrupted and has left a container. */
    isIncomplete,
    removeRemains,
    /** Runs `create`, and removes what it leaves if it fails. */
    async run(create: () => Promise<void>): Promise<void> {
      writeFileSync(marker, '');
      try {
        await create();
        rmSync(marker);
      } catch (error) {
        const appears = () => hasContainer().catch(() => false);
        const appeared = await waitUntil(appears, { timeoutMs: lateContainerMs, intervalMs: 500 });
        // Otherwise the marker stays, for a container that Docker creates even later.
        if (appeared) await removeRemains().catch(console.error);
        throw error;
      }
    },
  };
}
