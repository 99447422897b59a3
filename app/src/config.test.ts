// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { ConfigError } from './environment.ts';

const databaseUrl = 'postgres://feed_api:secret@127.0.0.1:5432/feed';

function mistakesIn(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split('\n');
  }
  return [];
}

test('all invalid variables are reported together, each with the expected value', () => {
  assert.deepEqual(mistakesIn({ PORT: '80a', LOG_LEVEL: 'loud', SHUTDOWN_GRACE_MS: '' }), [
    'PORT: expected a whole number from 0 to 65535, got "80a"',
    'DATABASE_URL: missing; expected postgres://user:password@host:5432/name',
    'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, got "loud"',
    'SHUTDOWN_GRACE_MS: expected a whole number from 100 to 600000, got ""',
  ]);
});

test('an invalid DATABASE_URL is refused and not repeated, because it contains a password', () => {
  for (const wrong of ['', 'feed', 'mysql://a:hunter2@b/c', 'postgres://a:hunter2@b', 'http://hunter2']) {
    const [mistake = ''] = mistakesIn({ DATABASE_URL: wrong });
    assert.match(mistake, /^DATABASE_URL: not an address; expected/);
    assert.doesNotMatch(mistake, /hunter2/);
  }
});

test('OTLP_ENDPOINT is the address of a collector, or empty; a wrong one is not repeated, because it may contain a password', () => {
  const endpointOf = (text: string) => readConfig({ DATABASE_URL: databaseUrl, OTLP_ENDPOINT: text }).otlpEndpoint;
  for (const right of ['', 'http://collector:4318', 'https://user:password@example.com/otlp/'])
    assert.equal(endpointOf(right), right);
  for (const wrong of ['collector:4318', 'grpc://a:hunter2@b:4317', 'http://', 'http:///hunter2', ' ']) {
    assert.throws(() => endpointOf(wrong), {
      message: 'OTLP_ENDPOINT: not an address; expected http://host:port',
    });
  }
});

test('numbers must be whole numbers in digits', () => {
  for (const wrong of ['-1', '1.5', '1e3', '0x10', ' 80', '65536'])
    assert.equal(mistakesIn({ DATABASE_URL: databaseUrl, PORT: wrong }).length, 1, wrong);
});

test('SHUTDOWN_DELAY_MS must be shorter than SHUTDOWN_GRACE_MS', () => {
  const environment = { DATABASE_URL: databaseUrl, SHUTDOWN_GRACE_MS: '1000', SHUTDOWN_DELAY_MS: '1000' };
  assert.match(mistakesIn(environment)[0] ?? '', /^SHUTDOWN_DELAY_MS: expected less than SHUTDOWN_GRACE_MS/);
});

test('by default the API listens on 127.0.0.1:3000', () => {
  const { host, port } = readConfig({ DATABASE_URL: databaseUrl });
  assert.deepEqual({ host, port }, { host: '127.0.0.1', port: 3000 });
});
