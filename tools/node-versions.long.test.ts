import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { childEnvironment } from '../scripts/lib/child-environment.ts';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { run } from '../scripts/lib/run.ts';
import { useTestLab } from './sandbox/run-verb.ts';
import { theirShell } from './sandbox/their-shell.ts';

const lab = useTestLab();
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-node-'));
after(() => rmSync(folder, { recursive: true }));

/** npm packages that contain only Node.js: the supported versions besides 20. */
for (const version of ['22.23.3', '24.21.0'])
  test(`with Node.js ${version}, which may use a proxy for fetch(), the lab works in a shell with variables for many other tools`, async () => {
    const name = `node-${process.platform}-${process.arch}`;
    const installed = await run('checks')`npm install --prefix ${join(folder, version)} ${`${name}@${version}`}`;
    assert.equal(installed.exitCode, 0, installed.stderr);
    const bin = join(folder, version, 'node_modules', name, 'bin');
    const make = async (verb: string) => {
      const own = { ...lab.environment, ...theirShell, TSX_TSCONFIG_PATH: '/nonexistent', USERS: '5', DURATION: '2s' };
      const env = childEnvironment('checks', { ...own, PATH: `${bin}${delimiter}${process.env.PATH}` });
      const { exitCode, stdall } = await run('checks')({ cwd: projectFolder, env })`make ${verb}`;
      assert.equal(exitCode, 0, stdall);
      return stdall;
    };
    await make('up');
    assert.match(await make('loadtest'), /requests per second/);
    assert.match(await make('status'), /feed API +│ running[\s\S]*Stage: Broken/);
    await make('down');
    await lab.assertNothingRuns();
  });
