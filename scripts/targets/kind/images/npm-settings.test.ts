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
