import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { thisMachine } from '../../../scripts/lib/machine.ts';
import { planFigures } from './plan-figures.ts';

const folder = mkdtempSync(join(tmpdir(), 'plan-figures-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'local'));

/** The factor according to a walk that printed these. */
function factorOf(outputs: string[]): string | undefined {
  const walk = {
    ...{ schema: 1, target: 'local', startedAt: '2026-01-02T03:04:05.678Z', machine: thisMachine() },
    blocks: outputs.map((output) => ({ page: '08.md', commands: 'make explain', output })),
  };
  writeFileSync(join(folder, 'local/walk.json'), JSON.stringify(walk));
  return planFigures(folder)['local.plans.factor']?.();
}

const scan = (ms: number) => `->  Seq Scan on posts\nPlanning Time: 1.000 ms\nExecution Time: ${ms} ms\n`;
const index = 'Index Scan using idx_posts_created_at on posts\nPlanning Time: 2.000 ms\nExecution Time: 0.125 ms\n';

test('the factor is that of the first plan with the scan and the first with the index', () => {
  assert.equal(factorOf(['Seq Scan on posts, in a load test', scan(10), scan(99), index]), '80');
});

test('a walk without one of the two plans has no factor', () => {
  assert.throws(() => factorOf([scan(10)]), /No recorded plan has "Index Scan using idx_posts_created_at"/);
});
