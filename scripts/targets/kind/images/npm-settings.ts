import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../../lib/project-folder.ts';

/** The settings that npm needs to reach a registry; others may name folders of this machine. */
const registryKey =
  /^(registry|@[^:]+:registry|\/\/.+:(?!(cert|key)file$)[\w-]+|_auth|always-auth|(https?-)?proxy|noproxy|strict-ssl|ca(\[\]|file)?)$/;

/** A host that is this machine: in a build, it would be the container of the build. */
const loopback = /^["']?(https?:)?\/\/([^/@]*@)?(localhost|127(\.\d+){3}|\[::1\])([:/"']|$)/i;

function splitSetting(line: string): [key: string, value: string] {
  const [key = '', ...value] = line.split('=');
  return [key.trim(), value.join('=').trim()];
}

/** The setting for a build; a file of certificates is replaced with its content (npm's `ca[]`). */
function forBuild(line: string): string[] {
  const [key, value] = splitSetting(line);
  if (loopback.test(key) || (key !== 'noproxy' && loopback.test(value))) return [];
  if (key !== 'cafile') return [line];
  const file = value.replace(/^(["'])(.*)\1$/, '$2').replace(/^~(?=\/)/, homedir());
  const certificates = readIfExists(file).match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // In quotes, npm reads \n as a line break.
  return certificates.map((certificate) => `ca[]=${JSON.stringify(certificate.replaceAll('\r', ''))}`);
}

/**
 * The registry settings in the text of an .npmrc, with the variables that npm would replace
 * (`${NPM_TOKEN}`). Those that are not set stay as they are, as in npm. A registry or proxy on this
 * machine is left out, because a build cannot reach it: it uses npm's default, as without settings.
 */
export function selectRegistrySettings(text: string, environment: NodeJS.ProcessEnv): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => registryKey.test(splitSetting(line)[0]))
    .map((line) => line.replace(/\$\{(\w+)\??\}/g, (reference, name) => environment[name] ?? reference))
    .flatMap(forBuild);
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
  const texts = [...files, registry ? `registry=${registry}` : ''];
  return texts.flatMap((text) => selectRegistrySettings(text, environment));
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
