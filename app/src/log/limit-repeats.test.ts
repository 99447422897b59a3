// Shares a process.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { limitRepeats } from './limit-repeats.ts';

type Line = { msg: string; reason?: string; times?: number };

function createTestLogger(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const lines: Line[] = [];
  const repeats = limitRepeats();
  const logger = pino(
    { hooks: { logMethod: repeats.logMethod } },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  const written = () => lines.map(({ reason, times }) => (times ? `${reason} ${times}` : reason));
  /** For each second, the lines that are written in it, while `work` runs at its start. */
  const inEachSecond = (seconds: number, work: () => void) =>
    Array.from({ length: seconds }, () => {
      const before = lines.length;
      work();
      context.mock.timers.tick(1000);
      return written().slice(before);
    });
  const tick = (ms: number) => context.mock.timers.tick(ms);
  return { lines, written, logger, inEachSecond, tick, end: repeats.end };
}

const repeat = (count: number, work: (index: number) => void) =>
  Array.from({ length: count }, (_, index) => work(index));

const totalOf = (lines: Line[]) => lines.reduce((total, line) => total + (line.times ?? 1), 0);

test('the first of several equal errors is logged at once, the others as one line with their number', (context) => {
  const { written, logger, tick, end } = createTestLogger(context);
  repeat(1000, () => logger.warn({ code: 'a', reason: 'late' }, 'failed'));
  assert.deepEqual(written(), ['late']);
  tick(1000);
  assert.deepEqual(written(), ['late', 'late 999']);
  logger.warn({ code: 'a', reason: 'late' }, 'failed');
  end();
  assert.deepEqual(written(), ['late', 'late 999', 'late 1']);
});

test('a cause that keeps repeating is logged after 1, 2, 4, 8, 16, 32 s, and then once a minute', (context) => {
  const { lines, logger, inEachSecond, end } = createTestLogger(context);
  const written = inEachSecond(600, () => repeat(300, () => logger.warn({ reason: 'late' }, 'failed')));
  const seconds = written.flatMap((lines, second) => (lines.length > 0 ? [second + 1] : []));
  assert.deepEqual(seconds, [1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423, 483, 543]);
  assert.deepEqual(written[182], ['late 18000']);
  end();
  assert.equal(totalOf(lines), 600 * 300);
});

test('a new cause is logged at once, and the totals of all a second later', (context) => {
  const { written, lines, logger, inEachSecond, tick } = createTestLogger(context);
  const warn = (reason: string) => logger.warn({ reason }, 'failed');
  inEachSecond(200, () => warn('late'));
  lines.length = 0;
  repeat(2, () => warn('refused'));
  assert.deepEqual(written(), ['refused']);
  tick(1000);
  assert.deepEqual(written(), ['refused', 'refused 1', 'late 17']);
});

test('new causes in every second do not put off the others', (context) => {
  const { written, logger, tick } = createTestLogger(context);
  logger.warn({ reason: 'late' }, 'failed');
  repeat(9, (index) => {
    logger.warn({ reason: 'late' }, 'failed');
    tick(100);
    logger.warn({ reason: `new ${index}` }, 'failed');
  });
  tick(100);
  assert.equal(written().at(-1), 'late 9');
});

test('a cause that was quiet for a minute counts as new, but not after a shorter pause', (context) => {
  const { written, logger, tick } = createTestLogger(context);
  const warn = () => logger.warn({ reason: 'late' }, 'failed');
  const pauseFor = (seconds: number) => repeat(seconds, () => tick(1000));
  warn();
  pauseFor(40);
  warn();
  assert.deepEqual(written(), ['late']);
  pauseFor(59);
  assert.deepEqual(written(), ['late', 'late 1']);
  warn();
  assert.deepEqual(written(), ['late', 'late 1']);
  pauseFor(60);
  assert.deepEqual(written(), ['late', 'late 1', 'late 1']);
  warn();
  assert.deepEqual(written(), ['late', 'late 1', 'late 1', 'late']);
});

test('no failure is lost when the clock jumps, as when a machine has slept', (context) => {
  const { lines, logger, end } = createTestLogger(context);
  repeat(5, () => logger.warn({ reason: 'late' }, 'failed'));
  context.mock.timers.setTime(3_600_000);
  repeat(5, () => logger.warn({ reason: 'late' }, 'failed'));
  end();
  assert.equal(totalOf(lines), 10);
});

test('each reason has lines of its own, and the most frequent one comes last', (context) => {
  const { lines, logger, end } = createTestLogger(context);
  repeat(5, () => logger.warn({ reason: 'late' }, 'failed'));
  repeat(2, () => logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'));
  logger.warn({ reason: 'refused' }, 'failed');
  assert.equal(lines.length, 3);
  end();
  assert.deepEqual(
    lines.slice(3).map((line) => line.times),
    [1, 4],
  );
});

test('lines that are not errors are never left out', (context) => {
  const { lines, logger } = createTestLogger(context);
  repeat(3, () => logger.info({ reason: 'late' }, 'stopping'));
  assert.equal(lines.length, 3);
});

test('a line about the end of the process comes after the totals', (context) => {
  const { lines, logger, end } = createTestLogger(context);
  repeat(3, () => logger.warn({ reason: 'late' }, 'failed'));
  logger.fatal({ reason: 'taken' }, 'cannot listen');
  end();
  assert.deepEqual(
    lines.map(({ msg, times }) => [msg, times]),
    [
      ['failed', undefined],
      ['failed', 2],
      ['cannot listen', undefined],
    ],
  );
});

test('a thousand different reasons become a few lines, whose numbers add up to all failures', (context) => {
  const { lines, logger, end } = createTestLogger(context);
  repeat(1000, (index) => logger.error({ err: new Error(`no user ${index}`) }, 'failed'));
  end();
  assert.ok(lines.length < 30, `${lines.length} lines`);
  assert.equal(totalOf(lines), 1000);
});
