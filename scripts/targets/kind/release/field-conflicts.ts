import { YAML } from 'zx';
import type { ClusterAccess } from '../cluster-access.ts';

/**
 * A field of the release that somebody else has set to a different value since the last upgrade.
 */
export interface FieldConflict {
  /** Who set it, as Kubernetes records it: kubectl-set, kubectl-edit, ... */
  manager: string;
  field: string;
  /** The object, in kubectl's notation: deployment/feed-lab-api. */
  object: string;
}

interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}

/** The name of the field manager in all versions of Helm. Its own fields are not conflicts. */
const helmManager = 'helm';

/**
 * Reads the API server's description of conflicts (fieldmanager's NewConflictError). With one
 * conflict, the field is on the same line; with several, each manager has a list:
 *
 *     conflict with "kubectl-set" using apps/v1: .spec.replicas
 *     conflicts with "kubectl" with subresource "scale" using apps/v1:
 *     - .spec.replicas
 */
export function parseConflicts(message: string): Omit<FieldConflict, 'object'>[] {
  const found = message.matchAll(/conflicts? with "([^"]+)"[^\n]*?:(?: (\.[^\n]*)|((?:\n- [^\n]*)+))/g);
  return [...found].flatMap(([, manager = '', only, list = '']) => {
    const fields = only ? [only] : list.trim().split('\n');
    return fields.map((field) => ({
      manager,
      field: field.replace(/^(- )?\.(spec\.(template\.spec\.)?)?/, '').trim(),
    }));
  });
}

/** As `kubectl --output name` prints it: deployment.apps/grafana, service/grafana. */
function nameOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  return `${[kind.toLowerCase(), ...(group ? [group] : [])].join('.')}/${metadata.name}`;
}

/**
 * The fields of a rendered release that somebody else has set to different values. Without Helm 4's
 * --force-conflicts, an upgrade would fail because of them, and `helm upgrade --dry-run` does not
 * show them. Errors of any other kind are left to the upgrade, which reports them.
 */
export async function findConflicts(access: ClusterAccess, manifests: string): Promise<FieldConflict[]> {
  const apply = ['apply', '--server-side', '--dry-run=server', '--field-manager', helmManager, '--output', 'name'];
  const tryApply = (yaml: string) => access.tryKubectl([...apply, '--filename', '-'], yaml);
  const { stdout } = await tryApply(manifests);
  const applied = new Set(stdout.split('\n'));
  const documents = YAML.parseAllDocuments(manifests).map((document) => document.toJS() as KubernetesObject | null);
  const refused = documents.filter((object) => object !== null).filter((object) => !applied.has(nameOf(object)));
  const conflicts: FieldConflict[] = [];
  // One by one, because the messages of kubectl do not name the object.
  for (const object of refused) {
    const { stderr } = await tryApply(JSON.stringify(object));
    const found = parseConflicts(stderr).filter(({ manager }) => manager !== helmManager);
    const name = `${object.kind.toLowerCase()}/${object.metadata.name}`;
    conflicts.push(...found.map((conflict) => ({ ...conflict, object: name })));
  }
  return conflicts;
}
