import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { selectRegistrySettings, withNpmSecret } from './npm-settings.ts';

const names = ['NPM_CONFIG_USERCONFIG', 'npm_config_userconfig', 'NPM_CONFIG_REGISTRY', 'npm_config_registry'];
const saved = names.map((name) => [name, process.env[name]] as const);
let folder: string;

beforeEach(() => {
  for (const name of names) delete process.env[name];
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-npmrc-'));
});

afterEach(() => {
  for (const [name, value] of saved) if (value !== undefined) process.env[name] = value;
  rmSync(folder, { recursive: true });
});

test('only settings that lead to a registry are selected', () => {
  const text = `
# a comment
registry = https://npm.example.com/
@me:registry=https://npm.example.com/me/
//npm.example.com/:_authToken=secret
//npm.example.com/me/:username=me
cafile=/home/me/ca.pem
prefix=/home/me/.npm
strict-ssl=false
https-proxy=http://proxy:3128
`;
  assert.deepEqual(selectRegistrySettings(text, {}), [
    'registry = https://npm.example.com/',
    '@me:registry=https://npm.example.com/me/',
    '//npm.example.com/:_authToken=secret',
    '//npm.example.com/me/:username=me',
    'strict-ssl=false',
    'https-proxy=http://proxy:3128',
  ]);
});

test('variables are replaced as npm does it', () => {
  // In parts, because a linter takes the whole for a forgotten template.
  const line = (value: string) => `//npm.example.com/:_authToken=${value}`;
  const references = line('$' + '{TOKEN}') + line('$' + '{OTHER}');
  assert.deepEqual(selectRegistrySettings(references, { TOKEN: 'secret' }), [line('secret') + line('$' + '{OTHER}')]);
});

test('the secret is a file that only its owner can read, and that is deleted afterwards', async () => {
  const own = join(folder, 'npmrc');
  writeFileSync(own, '//npm.example.com/:_authToken=secret\nprefix=/x\n');
  process.env.NPM_CONFIG_USERCONFIG = own;
  process.env.NPM_CONFIG_REGISTRY = 'https://npm.example.com/';
  const file = await withNpmSecret(async ([flag, source = '']) => {
    assert.equal(flag, '--secret');
    const path = source.replace('id=npmrc,src=', '');
    assert.equal(
      readFileSync(path, 'utf8'),
      '//npm.example.com/:_authToken=secret\nregistry=https://npm.example.com/\n',
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
    return path;
  });
  assert.equal(existsSync(file), false);
});

test('without settings for a registry, a build has no secret', async () => {
  process.env.NPM_CONFIG_USERCONFIG = join(folder, 'missing');
  assert.deepEqual(await withNpmSecret(async (options) => options), []);
});

test('a registry or proxy on this machine is left out, because a build cannot reach it', () => {
  const text = `
registry=http://localhost:4873/
@me:registry = "http://127.0.0.1:4873/"
@you:registry=http://[::1]:4873
//localhost:4873/:_authToken=secret
proxy=http://me:secret@127.0.0.1:3128
noproxy=localhost
@other:registry=https://localhost.example.com/
`;
  assert.deepEqual(selectRegistrySettings(text, {}), [
    'noproxy=localhost',
    '@other:registry=https://localhost.example.com/',
  ]);
});

test('with only a registry on this machine, a build has no secret', async () => {
  process.env.NPM_CONFIG_USERCONFIG = join(folder, 'missing');
  process.env.NPM_CONFIG_REGISTRY = 'http://localhost:4873/';
  assert.deepEqual(await withNpmSecret(async (options) => options), []);
});

test('files of a client certificate, which a build does not have, are left out', () => {
  const text = '//npm.example.com/:certfile=/home/me/c.pem\n//npm.example.com/:keyfile=/home/me/k.pem\n';
  assert.deepEqual(selectRegistrySettings(text, {}), []);
});

test('the certificates of a cafile are included', () => {
  const certificate = (content: string) => `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----`;
  const file = join(folder, 'ca.pem');
  writeFileSync(file, `# ours\n${certificate('TUlJ')}\n${certificate('QUJD')}\n`);
  const line = (content: string) => `ca[]="${certificate(content).replaceAll('\n', '\\n')}"`;
  assert.deepEqual(selectRegistrySettings(`cafile=${file}`, {}), [line('TUlJ'), line('QUJD')]);
});
