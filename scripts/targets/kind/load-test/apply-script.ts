import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { projectFolder } from '../../../lib/project-folder.ts';
import type { ClusterAccess } from '../cluster-access.ts';

/** Puts loadtest/ into a ConfigMap, which the manifests mount. */
export async function applyScript(access: ClusterAccess): Promise<void> {
  const files = ['feed.ts', ...readdirSync(`${projectFolder}loadtest/lib`).map((name) => `lib/${name}`)];
  const data = Object.fromEntries(
    files.map((file) => [basename(file), readFileSync(`${projectFolder}loadtest/${file}`, 'utf8')]),
  );
  // Not kubectl's --from-file, which splits a path at commas.
  const script = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'k6-feed' }, data };
  await access.kubectl(['apply', '--filename', '-'], JSON.stringify(script));
}
