import { readFileSync } from 'node:fs';
import { LabError } from '../../lib/lab-error.ts';
import { requireFreePort } from '../../lib/ports.ts';
import { requireTool, run } from '../../lib/run.ts';
import type { Settings } from '../../lib/settings.ts';

/** What the cluster needs, its oldest version that is known to work, how it says its version, and where to get it. */
const tools = [
  { name: 'docker', oldest: '20.10', ask: ['--version'], get: 'https://docs.docker.com/get-docker/' },
  {
    name: 'kind',
    oldest: '0.24',
    ask: ['version'],
    get: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  },
  { name: 'kubectl', oldest: '1.29', ask: ['version', '--client'], get: 'https://kubernetes.io/docs/tasks/tools/' },
  { name: 'helm', oldest: '3.14', ask: ['version', '--short'], get: 'https://helm.sh/docs/intro/install/' },
];

/** The limits of all containers, and what Kubernetes itself takes. */
const memoryBytesNeeded = 5 * 2 ** 30;
/** kind's "Known issues: Pod errors due to too many open files" asks for 512; the lab's one node starts with fewer. */
const inotifyInstancesNeeded = 128;

/** Negative when `one` is older than `other`; "1.34.4" against "1.29". */
export function compareVersions(one: string, other: string): number {
  const parts = (version: string) => version.split('.').map(Number);
  const [oneParts, otherParts] = [parts(one), parts(other)];
  const different = otherParts.findIndex((part, index) => (oneParts[index] ?? 0) !== part);
  return different < 0 ? 0 : (oneParts[different] ?? 0) - (otherParts[different] ?? 0);
}

async function checkTools(): Promise<void> {
  for (const { name, oldest, ask, get } of tools) {
    await requireTool(name, `Get it: ${get}`);
    const { stdout } = await run()`${name} ${ask}`;
    const version = /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? '0';
    if (compareVersions(version, oldest) < 0)
      throw new LabError('preflight', `${name} is ${version}; the lab needs ${oldest} or newer.`, `Get it: ${get}`);
  }
}

async function checkDocker(): Promise<void> {
  const { exitCode, stdout, stderr } = await run()`docker info --format {{.MemTotal}}`;
  if (exitCode !== 0)
    throw new LabError(
      'preflight',
      `Docker does not answer: ${stderr.trim().split('\n')[0]}`,
      'Start Docker, or see that you may use it: docker info',
    );
  if (Number(stdout) < memoryBytesNeeded)
    throw new LabError(
      'preflight',
      `Docker has ${Math.round(Number(stdout) / 2 ** 20)} MiB of memory; the cluster needs ${memoryBytesNeeded / 2 ** 20}.`,
      'Give Docker more memory, or use the lab without a cluster: make lab',
    );
}

function checkInotify(): void {
  if (process.platform !== 'linux') return;
  const file = '/proc/sys/fs/inotify/max_user_instances';
  const instances = Number(readFileSync(file, 'utf8'));
  if (instances < inotifyInstancesNeeded)
    throw new LabError(
      'preflight',
      `The system allows ${instances} inotify instances per user; a cluster in containers needs ${inotifyInstancesNeeded}.`,
      'Raise it: sudo sysctl fs.inotify.max_user_instances=512',
    );
}

/**
 * Everything that would make `up` fail half way, looked at before it begins. Ports are only looked at when there is no cluster yet.
 * @throws {LabError} `tool_missing`, `preflight` or `port_taken`
 */
export async function preflight(settings: Settings, clusterExists: boolean): Promise<void> {
  await checkTools();
  await checkDocker();
  if (clusterExists) return;
  checkInotify();
  await requireFreePort(settings.apiPort, 'the feed API', 'API_PORT');
  await requireFreePort(settings.grafanaPort, 'Grafana', 'GRAFANA_PORT');
  await requireFreePort(settings.prometheusPort, 'Prometheus', 'PROMETHEUS_PORT');
}
