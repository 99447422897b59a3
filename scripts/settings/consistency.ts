import type { CleanedEnv } from 'envalid';
import { ConfigError } from '../../app/src/environment.ts';
import { portVariables } from './variable-uses.ts';
import type { variables } from './variables.ts';

type UsedValues = Partial<CleanedEnv<typeof variables>>;

/** @throws {ConfigError} */
function requireDifferentPorts(values: UsedValues): void {
  const used = portVariables.filter((name) => values[name] !== undefined);
  const ports = used.map((name) => values[name]);
  const repeated = ports.find((port, index) => ports.indexOf(port) !== index);
  if (repeated) throw new ConfigError(`${used.join(', ')}: expected different ports, got ${repeated} twice`);
}

/**
 * Checks the values that a verb uses against each other.
 * @throws {ConfigError}
 */
export function requireConsistent(values: UsedValues): void {
  if (values.KUBE_CONTEXT && values.REGISTRY === '')
    throw new ConfigError('REGISTRY: missing; another cluster cannot pull images from this machine');
  if (!values.KUBE_CONTEXT) {
    if (values.REGISTRY)
      throw new ConfigError('KUBE_CONTEXT: missing; only a cluster that the lab did not create needs a REGISTRY');
    if (values.REGISTRY_IMAGES)
      throw new ConfigError('REGISTRY_IMAGES: nothing is pushed without KUBE_CONTEXT and REGISTRY');
    if (values.IMAGE_PLATFORM)
      throw new ConfigError("IMAGE_PLATFORM: only for KUBE_CONTEXT; the lab's own cluster has the platform of Docker");
  }
  requireDifferentPorts(values);
}
