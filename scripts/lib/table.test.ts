// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import stringWidth from 'string-width';
import { formatTable } from './table.ts';

const reason = `last log message: the connection was lost (${'/a/long/path'.repeat(8)}/api.log)`;
const rows = [
  ['PostgreSQL', 'running', '127.0.0.1:5433'],
  ['feed API', 'crashed', reason],
];
const head = ['part', 'state', ''];

test('a text that is wider than the terminal is wrapped within its column', () => {
  for (const width of [60, 80, 132]) {
    const lines = formatTable(rows, { head, width }).split('\n');
    assert.deepEqual([...new Set(lines.map((line) => stringWidth(line)))], [width]);
    const column = lines.filter((line) => line.startsWith('│')).map((line) => line.split('│').at(-2)?.trim());
    assert.equal(column.join('').replaceAll(' ', ''), `127.0.0.1:5433${reason}`.replaceAll(' ', ''));
  }
});

test('a table that fits, or that is not printed to a terminal, has one line per row', () => {
  const unlimited = formatTable(rows, { head });
  assert.ok(unlimited.includes(reason));
  assert.equal(formatTable(rows, { head, width: 500 }), unlimited);
});
