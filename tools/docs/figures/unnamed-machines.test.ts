// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { glob } from 'zx';
import { projectFolder, runsFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { figuresIn } from './look-up-figure.ts';
import { unnamedMachines } from './unnamed-machines.ts';

const marker = (name: string) => `It was <!--=${name}--><!--/-->.\n`;
const machineOf = (experiment: string) => (experiment === 'writes' ? 'an Intel Xeon' : 'an AMD EPYC');
const unnamed = (...markers: string[]) => unnamedMachines(markers.map(marker).join('\n'), machineOf);

test('a number from a machine that its page does not name is found', () => {
  assert.deepEqual(unnamed('writes:posts', 'growth:posts'), ['writes']);
  assert.deepEqual(unnamed('growth:rows[posts=1].p99Ms / writes:rows[option=index, form=a].p99Ms'), ['writes']);
  assert.deepEqual(unnamed('writes:machine', 'growth:posts', 'keyset:posts'), ['growth', 'keyset']);
});

test('a page may quote the usual machine, the first that it names, and experiments whose machine it names', () => {
  assert.deepEqual(unnamed('growth:posts'), []);
  assert.deepEqual(unnamed('local.machine', 'growth:posts', 'writes:posts', 'writes:machine'), []);
  assert.deepEqual(unnamed('growth:machine', 'keyset:posts', 'writes:posts', 'writes:machine'), []);
});

test('every page says on which machine the experiments that it quotes were measured', async () => {
  const lookUp = figuresIn(runsFolder);
  const found: string[] = [];
  for (const page of await glob(['README.md', 'docs/**/*.md'], { cwd: projectFolder })) {
    const machineOf = (name: string) => lookUp(name === 'local' ? 'local.machine' : `${name}:machine`, page);
    const markdown = readText(join(projectFolder, page));
    // That of the load tests is the usual one: docs/scenario-1/README.md says so.
    for (const name of unnamedMachines(markdown, machineOf))
      found.push(`${page}: add <!--=${name}:machine--><!--/--> where it says how ${name} was measured`);
  }
  assert.deepEqual(found, []);
});
