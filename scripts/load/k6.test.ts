// Timed: what k6 does within a duration is counted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlan } from '../../loadtest/lib/plan.ts';
import { resultBegin, resultEnd } from '../../loadtest/lib/result-format.ts';
import type { LabError } from '../lib/lab-error.ts';
import { k6Environment, readPrintedResult } from './k6.ts';

test('the result between the markers is found, whatever else k6 prints', () => {
  const result = { requests: 3, failed: 1 };
  const output = `time="..." level=info msg="hello"\n${resultBegin}\n${JSON.stringify(result)}\n${resultEnd}\nbye\n`;
  assert.deepEqual(readPrintedResult(output, ''), result);
});

test('a run of k6 without requests is a failure, whose message quotes the error of k6', () => {
  const errors = 'time="..." level=error msg="Error: no response from http://127.0.0.1:1/feed: refused\\n\\tat setup"';
  assert.throws(() => readPrintedResult('', errors), {
    code: 'load_failed',
    message: 'k6 sent no requests: no response from http://127.0.0.1:1/feed: refused',
  });
  const nothing = `${resultBegin}\n{"requests":0}\n${resultEnd}`;
  assert.throws(() => readPrintedResult(nothing, 'interrupted'), {
    code: 'load_failed',
    message: 'k6 sent no requests: interrupted',
  });
});

test('the API is not blamed when k6 was killed', () => {
  assert.throws(
    () => readPrintedResult('', ''),
    (error: LabError) => {
      assert.equal(error.message, 'k6 ended without a result: it printed nothing');
      assert.match(error.whatToDo, /ran out of memory/);
      return true;
    },
  );
});

test('a plan is passed to the script in LAB_ variables', () => {
  const plan = { users: 50, durationSeconds: 90, ratePerSecond: undefined };
  assert.deepEqual(k6Environment(plan, 'http://127.0.0.1:3000'), {
    LAB_URL: 'http://127.0.0.1:3000',
    LAB_USERS: '50',
    LAB_DURATION: '90s',
    LAB_RATE: '',
  });
});

test('the script reads every notation of a duration', () => {
  const seconds = (LAB_DURATION?: string) => readPlan({ LAB_DURATION }).durationSeconds;
  assert.deepEqual(
    [seconds(), seconds('90s'), seconds('1m30s'), seconds('1h'), seconds('1500ms')],
    [30, 90, 90, 3600, 1.5],
  );
});
