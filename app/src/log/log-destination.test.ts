import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { openLogDestination } from './log-destination.ts';

const describeLoss = (lines: number) => `lost ${lines}\n`;

/** Runs `work` in a temporary folder; with `mountOptions`, a tmpfs of its own. */
async function withFolder(work: (folder: string) => Promise<void>, mountOptions?: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-log-'));
  try {
    if (mountOptions) execFileSync('mount', ['-t', 'tmpfs', '-o', mountOptions, 'tmpfs', folder], { stdio: 'ignore' });
    await work(folder).finally(() => mountOptions && execFileSync('umount', ['--lazy', folder]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fills a disk to its last byte. */
function fill(file: string): void {
  for (const size of [4096, 1])
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
}

test('on a full disk, lines are lost; when there is space again, their number is logged first', async (context) => {
  const onFullDisk = async (folder: string) => {
    const file = join(folder, 'api.log');
    const log = openSync(file, 'a');
    let lostSoFar = 0;
    const destination = openLogDestination(log, (lines) => {
      lostSoFar = lines;
      return describeLoss(lines);
    });
    // The first page of the file is used up to the middle of a line.
    destination.write(`${'x'.repeat(4000)}\n`);
    await waitFor(() => statSync(file).size > 4000);
    fill(join(folder, 'filler'));
    for (let line = 0; line < 50; line += 1) destination.write(`${'line '.repeat(20)}\n`);
    await waitFor(() => {
      destination.write('more\n');
      return lostSoFar >= 50;
    });
    assert.equal(statSync(file).size, 4096);
    rmSync(join(folder, 'filler'));
    await waitFor(() => {
      destination.write('again\n');
      return readFileSync(file, 'utf8').includes('again');
    });
    closeSync(log);
    const lines = readFileSync(file, 'utf8').split('\n');
    const [, lost = 0] = lines.map((line) => /^lost (\d+)$/.exec(line)).find((match) => match) ?? [];
    assert.ok(Number(lost) >= 50, lines.slice(1).join('\n'));
    assert.match(lines.at(lines.findIndex((line) => line.startsWith('lost ')) + 1) ?? '', /^(more|again)$/);
  };
  try {
    await withFolder(async () => {}, 'size=64k');
  } catch {
    return context.skip('only root can mount a small disk, and not in every container');
  }
  await withFolder(onFullDisk, 'size=64k');
});

test('a device that is always full loses every line, but does not stop the process', async (context) => {
  if (!existsSync('/dev/full')) return context.skip('there is no /dev/full');
  const log = openSync('/dev/full', 'w');
  const losses: number[] = [];
  const destination = openLogDestination(log, (lines) => `${losses.push(lines)}\n`);
  await waitFor(() => {
    destination.write('line\n');
    return losses.length > 3;
  });
  closeSync(log);
});

test('unread lines beyond 1 MiB are lost, and their number is reported once somebody reads again', () =>
  withFolder(async (folder) => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Opened for reading and writing; otherwise, the call would wait for the other end.
    const log = openSync(pipe, constants.O_RDWR);
    const output = new Socket({ fd: log, readable: false });
    const destination = openLogDestination(output, describeLoss);
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 3000; count += 1) destination.write(line);
    const reader = createReadStream(pipe);
    let received = '';
    for await (const chunk of reader) {
      received += chunk;
      if (received.length >= 2 ** 20) destination.write('end\n');
      if (received.includes('lost ') && received.endsWith('end\n')) break;
    }
    output.destroy();
    const lines = received.split('\n');
    const lost = Number(/^lost (\d+)$/m.exec(received)?.[1]);
    assert.equal(lost + lines.filter((text) => text.startsWith('x')).length, 3000);
  }));
