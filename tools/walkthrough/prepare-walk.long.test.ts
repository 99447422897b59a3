import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { defaultPorts } from '../../scripts/walkthrough/ports.ts';
import { prepareWalk } from './prepare-walk.ts';

const labFolder = mkdtempSync(join(tmpdir(), 'feed-lab-running-'));
after(() => rmSync(labFolder, { recursive: true }));
const running = { labFolder, resultsFolder: labFolder, ports: defaultPorts, environment: {} };

/** Prepares a walk while these variables are exported, and runs commands in it before it ends. */
async function runPrepared(
  commands: string,
  exported: Record<string, string>,
  ...[target, options]: Parameters<typeof prepareWalk>
) {
  Object.assign(process.env, exported);
  const walk = await prepareWalk(target, options).finally(() => {
    for (const name of Object.keys(exported)) delete process.env[name];
  });
  try {
    return { walk, output: (await walk.shell.run(commands, new AbortController().signal)).output };
  } finally {
    await walk.end();
  }
}

test('a walk has all pages and solutions, ignores variables for other labs, and removes its copy', async () => {
  const { walk, output } = await runPrepared(
    'echo "[$TARGET] [$MAKEFLAGS] $DURATION $API_PORT"; pwd; make status ARGS=--help',
    { TARGET: 'kind', MAKEFLAGS: ' -- ARGS=--record', API_PORT: '1', DURATION: '7s' },
    'local',
  );
  assert.ok(walk.pages.length >= 10);
  assert.ok(walk.solutions.size > 0);
  const [variables = '', folder, ...help] = output.split('\n');
  assert.match(variables, /^\[\] \[\] 7s \d{4,5}$/);
  assert.equal(folder, walk.folder);
  // An installation would have emptied node_modules, which the copy shares.
  assert.match(help.join('\n'), /^Show which parts of the lab are running/);
  assert.equal(existsSync(walk.folder), false);
});

test('a walk in a running lab uses that lab, and leaves it running', async () => {
  writeFileSync(join(labFolder, 'kept'), 'here');
  const lab = { ...running, ports: { ...defaultPorts, API_PORT: 4711 }, environment: { DURATION: '20s' } };
  const commands = 'cat .lab/kept results/kept; echo " $DURATION $API_PORT"';
  const { walk, output } = await runPrepared(commands, {}, 'kind', { running: lab });
  assert.equal(output, 'herehere 20s 4711\n');
  assert.equal(existsSync(walk.folder), false);
  assert.ok(existsSync(join(labFolder, 'kept')));
});

test('a recorded walk runs the load tests that the pages describe, whatever is exported', async () => {
  const { output } = await runPrepared(
    'echo "$USERS$DURATION$RATE$POSTS$SCRAM_ITERATIONS$LOAD_ENGINE"',
    { USERS: '7', DURATION: '7s', RATE: '7', POSTS: '70000', SCRAM_ITERATIONS: '7', LOAD_ENGINE: 'k6' },
    'local',
    { running, recorded: true },
  );
  assert.equal(output, '\n');
});
