// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { readPasswords } from './read-passwords.ts';

/** A cluster with a release and Secrets. */
function fakeAccess(auth: object | undefined, secrets: Record<string, Record<string, string>>) {
  return {
    kubectlHint: 'kubectl --namespace feed-lab',
    helmHint: 'helm --namespace feed-lab',
    tryHelm: async () => ({ exitCode: 0, stdout: JSON.stringify({ auth }), stderr: '' }),
    async find(_: string, name: string) {
      const entries = Object.entries(secrets[name] ?? {}).map(([key, text]) => [key, btoa(text)]);
      return secrets[name] && { data: Object.fromEntries(entries) };
    },
  } as unknown as ClusterAccess;
}

const passwords = { superuser: 's', owner: 'o', api: 'a', monitor: 'm' };
const keys = { superuser: 'superuser', owner: 'db-owner', api: 'api', monitor: 'monitor' };
const { owner, ...others } = passwords;

test("the passwords are in the chart's Secret, whatever the keys of an existing one", async () => {
  const secrets = { 'feed-lab-passwords': passwords };
  for (const auth of [undefined, { existingSecret: '', keys }])
    assert.deepEqual(await readPasswords(fakeAccess(auth, secrets)), passwords);
});

test('the passwords are in the Secret that the release names, under its keys', async () => {
  const access = fakeAccess({ existingSecret: 'theirs', keys }, { theirs: { ...others, 'db-owner': owner } });
  assert.deepEqual(await readPasswords(access), passwords);
});

test('a missing Secret is reported by its name, with advice that fits its origin', async () => {
  const message = /no Secret feed-lab-passwords in/;
  await assert.rejects(readPasswords(fakeAccess({ existingSecret: '' }, {})), { message, whatToDo: /make cluster-up/ });
  const theirs = readPasswords(fakeAccess({ existingSecret: 'theirs', keys }, { 'feed-lab-passwords': passwords }));
  await assert.rejects(theirs, {
    message: /no Secret theirs .* auth\.existingSecret/,
    whatToDo: /^Create it.*get secrets/,
  });
});

test('a missing key is reported', async () => {
  const reading = readPasswords(fakeAccess({ existingSecret: 'theirs', keys }, { theirs: passwords }));
  const message = 'The Secret theirs has no key db-owner, the password of the role owner (auth.keys.owner).';
  await assert.rejects(reading, { code: 'cluster_failed', message });
  const ours = readPasswords(fakeAccess(undefined, { 'feed-lab-passwords': others }));
  await assert.rejects(ours, { message: /no key owner, the password of the role owner\.$/ });
});
