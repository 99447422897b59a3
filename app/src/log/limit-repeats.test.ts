import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { limitRepeats } from './limit-repeats.ts';

type Line = { msg: string; reason?: string; times?: number };

function createTestLogger() {
  const lines: Line[] = [];
  const repeats = limitRepeats();
  const logger = pino(
    { hooks: { logMethod: repeats.logMethod } },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  return { lines, logger, end: repeats.end };
}

const times = (count: number, work: (index: number) => void) =>
  Array.from({ length: count }, (_, index) => work(index));

test('the first of several equal errors is logged at once, the others as one line with their number', async () => {
  const { lines, logger, end } = createTestLogger();
  times(1000, () => logger.warn({ code: 'a', reason: 'late' }, 'failed'));
  assert.deepEqual(
    lines.map((line) => line.times),
    [undefined],
  );
  await waitFor(() => lines.length === 2);
  assert.equal(lines[1]?.times, 999);
  logger.warn({ code: 'a', reason: 'late' }, 'failed');
  end();
  assert.deepEqual(
    lines.map((line) => line.times),
    [undefined, 999, 1],
  );
});

test('each reason has lines of its own, and the most frequent one comes last', () => {
  const { lines, logger, end } = createTestLogger();
  times(5, () => logger.warn({ reason: 'late' }, 'failed'));
  times(2, () => logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'));
  logger.warn({ reason: 'refused' }, 'failed');
  assert.equal(lines.length, 3);
  end();
  assert.deepEqual(
    lines.slice(3).map((line) => line.times),
    [1, 4],
  );
});

test('lines that are not errors are never left out', () => {
  const { lines, logger } = createTestLogger();
  times(3, () => logger.info({ reason: 'late' }, 'stopping'));
  assert.equal(lines.length, 3);
});

test('a thousand different reasons become a few lines, whose numbers add up to all failures', () => {
  const { lines, logger, end } = createTestLogger();
  times(1000, (index) => logger.error({ err: new Error(`no user ${index}`) }, 'failed'));
  end();
  assert.ok(lines.length < 30, `${lines.length} lines`);
  assert.equal(
    lines.reduce((total, line) => total + (line.times ?? 1), 0),
    1000,
  );
});
