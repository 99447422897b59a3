import type { Passwords } from '../../../../db-migrations/src/database-access.ts';
import { LabError } from '../../../lib/lab-error.ts';
import { type ClusterAccess, labName } from '../cluster-access.ts';
import { readSecret } from '../read-secret.ts';
import { releaseValues } from './release.ts';

type Role = keyof Passwords;
const roles: Role[] = ['superuser', 'owner', 'api', 'monitor'];

/**
 * The passwords of the release: from the chart's Secret, or from auth.existingSecret.
 * @throws {LabError} `cluster_failed` without the Secret, or without one of its keys
 */
export async function readPasswords(access: ClusterAccess): Promise<Record<Role, string>> {
  const { existingSecret, keys } = (await releaseValues(access))?.auth ?? {};
  const name = existingSecret || `${labName}-passwords`;
  const origin = existingSecret ? ', which auth.existingSecret names' : '';
  const advice = existingSecret
    ? `Create it, or let the release name another: ${access.kubectlHint} get secrets; ${access.helmHint} get values ${labName}`
    : 'Install the lab again: make cluster-up';
  const secret = await readSecret(access, name);
  if (!secret) throw new LabError('cluster_failed', `There is no Secret ${name} in the cluster${origin}.`, advice);
  const found = roles.map((role) => {
    // As in the chart, the keys are only those of an existing Secret.
    const key = (existingSecret && keys?.[role]) || role;
    const password = secret[key];
    if (password === undefined)
      throw new LabError(
        'cluster_failed',
        `The Secret ${name} has no key ${key}, the password of the role ${role}${existingSecret ? ` (auth.keys.${role})` : ''}.`,
        `See its keys: ${access.kubectlHint} describe secret ${name}`,
      );
    return [role, password] as const;
  });
  return Object.fromEntries(found) as Record<Role, string>;
}
