import { writeFile } from 'node:fs/promises';
import type { ClusterAccess } from '../../scripts/targets/kind/cluster-access.ts';

interface OpenApi {
  components?: { schemas?: Record<string, Schema> };
}

interface Schema {
  properties?: unknown;
  additionalProperties?: unknown;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

/**
 * Writes the cluster's OpenAPI 3 schemas as JSON Schemas for kubeconform: a file per kind,
 * `<group>-<version>-<kind>.json`, with the kind in lower case, and the version as the group of the
 * core API. Unknown fields are made errors.
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
