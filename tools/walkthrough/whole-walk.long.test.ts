import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { usualPorts } from '../../scripts/walkthrough/ports.ts';
import { prepareWalk } from './whole-walk.ts';

const never = new AbortController().signal;
const labFolder = mkdtempSync(join(tmpdir(), 'feed-lab-running-'));
after(() => rmSync(labFolder, { recursive: true }));

test('a walk has all pages and solutions, begins without what others have exported, and takes its copy away', async () => {
  const exported = { TARGET: 'kind', MAKEFLAGS: ' -- ARGS=--record', API_PORT: '1', DURATION: '7s' };
  Object.assign(process.env, exported);
  const walk = await prepareWalk('local');
  for (const name of Object.keys(exported)) delete process.env[name];
  try {
    assert.ok(walk.pages.length >= 10);
    assert.ok(walk.solutions.size > 0);
    const { output } = await walk.shell.run(
      'echo "[$TARGET] [$MAKEFLAGS] $DURATION $API_PORT"; pwd; make status ARGS=--help',
      never,
    );
    const [variables = '', folder, ...help] = output.split('\n');
    assert.match(variables, /^\[\] \[\] 7s \d{4,5}$/);
    assert.equal(folder, walk.folder);
    // An installation would have emptied node_modules, which is not the copy's.
    assert.match(help.join('\n'), /^What runs/);
  } finally {
    await walk.end();
  }
  assert.equal(existsSync(walk.folder), false);
});

test('a walk through a lab that runs uses what that lab has, and leaves it', async () => {
  writeFileSync(join(labFolder, 'kept'), 'here');
  const ports = { ...usualPorts, API_PORT: 4711 };
  const running = { labFolder, resultsFolder: labFolder, ports, environment: { DURATION: '20s' } };
  const walk = await prepareWalk('kind', { running });
  try {
    const { output } = await walk.shell.run('cat .lab/kept results/kept; echo " $DURATION $API_PORT"', never);
    assert.equal(output, 'herehere 20s 4711\n');
  } finally {
    await walk.end();
  }
  assert.equal(existsSync(walk.folder), false);
  assert.ok(existsSync(join(labFolder, 'kept')));
});

test('a walk that is recorded has the load tests that the pages tell of, whatever is exported', async () => {
  const exported = { USERS: '7', DURATION: '7s', RATE: '7', POSTS: '70000', SCRAM_ITERATIONS: '7', LOAD_ENGINE: 'k6' };
  Object.assign(process.env, exported);
  const running = { labFolder, resultsFolder: labFolder, ports: usualPorts, environment: {} };
  const walk = await prepareWalk('local', { running, recorded: true });
  for (const name of Object.keys(exported)) delete process.env[name];
  try {
    const { output } = await walk.shell.run('echo "$USERS$DURATION$RATE$POSTS$SCRAM_ITERATIONS$LOAD_ENGINE"', never);
    assert.equal(output, '\n');
  } finally {
    await walk.end();
  }
});

test('a walk that cannot be prepared leaves no copy', async () => {
  const temporary = join(labFolder, 'temporary');
  mkdirSync(temporary);
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    // No path holds a NUL.
    const running = { labFolder: 'a\0b', resultsFolder: labFolder, ports: usualPorts, environment: {} };
    await assert.rejects(prepareWalk('kind', { running }), { code: 'ERR_INVALID_ARG_VALUE' });
  } finally {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  }
  assert.deepEqual(readdirSync(temporary), []);
});
