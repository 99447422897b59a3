import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../../lib/project-folder.ts';

/** The settings that npm needs to reach a registry; others may name folders of this machine. */
const registryKey =
  /^(registry|@[^:]+:registry|\/\/.+:[\w-]+|_auth|always-auth|(https?-)?proxy|noproxy|strict-ssl|ca(\[\])?)$/;

/**
 * The registry settings in the text of an .npmrc, with the variables that npm would replace
 * (`${NPM_TOKEN}`). Those that are not set stay as they are, as in npm.
 */
export function selectRegistrySettings(text: string, environment: NodeJS.ProcessEnv): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => registryKey.test(line.split('=')[0]?.trim() ?? ''))
    .map((line) => line.replace(/\$\{(\w+)\??\}/g, (reference, name) => environment[name] ?? reference));
}

function readIfExists(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** The registry settings of the person who builds; the later ones take precedence, as in npm. */
function readRegistrySettings(environment: NodeJS.ProcessEnv): string[] {
  const { NPM_CONFIG_USERCONFIG, npm_config_userconfig, NPM_CONFIG_REGISTRY, npm_config_registry } = environment;
  const ownFile = NPM_CONFIG_USERCONFIG || npm_config_userconfig || join(homedir(), '.npmrc');
  const files = [ownFile, `${projectFolder}.npmrc`].map(readIfExists);
  const registry = NPM_CONFIG_REGISTRY || npm_config_registry;
  return [
    ...files.flatMap((text) => selectRegistrySettings(text, environment)),
    ...(registry ? [`registry=${registry}`] : []),
  ];
}

/**
 * Runs `work` with the options of `docker build` that give npm's registry and its token to a build:
 * as a secret, which no layer contains. Without such settings there are none.
 */
export async function withNpmSecret<Result>(work: (options: string[]) => Promise<Result>): Promise<Result> {
  const settings = readRegistrySettings(process.env);
  if (settings.length === 0) return work([]);
  // Only the owner may read this folder.
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-npm-'));
  try {
    const file = join(folder, 'npmrc');
    writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });
    return await work(['--secret', `id=npmrc,src=${file}`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
