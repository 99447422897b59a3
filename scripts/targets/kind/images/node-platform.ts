import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';

const askForPlatform = 'Choose it: IMAGE_PLATFORM=linux/amd64, for example.';

/**
 * The platform of a cluster's nodes, for which images have to be built.
 * @throws {LabError} `preflight` if they have several, or cannot be read
 */
export async function readNodePlatform(access: ClusterAccess): Promise<string> {
  const platform = '{range .items[*].status.nodeInfo}{.operatingSystem}/{.architecture}{"\\n"}{end}';
  const { exitCode, stdout, stderr } = await access.tryKubectl(['get', 'nodes', '--output', `jsonpath=${platform}`]);
  const found = [...new Set(stdout.split('\n').filter((line) => line.startsWith('linux/')))].sort();
  const [first] = found;
  if (exitCode !== 0 || !first)
    throw new LabError('preflight', `The platform of the nodes cannot be read: ${stderr.trim()}`, askForPlatform);
  if (found.length > 1)
    throw new LabError(
      'preflight',
      `The nodes of ${access.context} have several platforms: ${found.join(', ')}. The lab's images are built for one.`,
      `${askForPlatform} Pods on other nodes would not start: select nodes with the chart's nodeSelector values (kubernetes.io/arch).`,
    );
  return first;
}
