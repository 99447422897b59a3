import { writeFile } from 'node:fs/promises';
import type { ClusterAccess } from '../../scripts/targets/kind/cluster-access.ts';

interface OpenApi {
  components?: { schemas?: Record<string, Schema> };
}

interface Schema {
  properties?: Record<string, unknown>;
  additionalProperties?: unknown;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/**
 * Writes what the cluster itself knows of its kinds (OpenAPI 3, a subset of which is JSON Schema) as kubeconform reads it: a file
 * per kind, `<group>-<version>-<kind>.json`, kind in small letters, the core group under its version. Fields that a kind does not have are mistakes.
 */
export async function writeSchemas(access: ClusterAccess, folder: string): Promise<void> {
  const index = JSON.parse(await access.kubectl(['get', '--raw', '/openapi/v3'])) as { paths: Record<string, unknown> };
  const groups = Object.keys(index.paths).filter((path) => /^(api|apis\/.+)\/v\w+$/.test(path));
  for (const path of groups) {
    const { components } = JSON.parse(await access.kubectl(['get', '--raw', `/openapi/v3/${path}`])) as OpenApi;
    const schemas = Object.entries(components?.schemas ?? {});
    for (const [, schema] of schemas)
      if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
    for (const [name, schema] of schemas)
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
        await writeFile(
          `${folder}/${group || version}-${version}-${kind.toLowerCase()}.json`,
          JSON.stringify({ $ref: `#/components/schemas/${name}`, components }),
        );
  }
}
