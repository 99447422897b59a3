import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';

// Runs several test files in one process, for tools/test.ts, which names them in the environment.

export const sharedFilesVariable = 'FEED_LAB_SHARED_TEST_FILES';

const files: string[] = JSON.parse(process.env[sharedFilesVariable] ?? '[]');

async function declareTests(): Promise<void> {
  // Import of a path with # would end there.
  for (const file of files)
    await import(pathToFileURL(file).href).catch((error) => {
      // The other files run all the same.
      test(file, () => {
        throw error;
      });
    });
}

// The tests of a suite start when all are declared. Otherwise a file would be imported while a
// test of another one has replaced the clock.
if (files.length > 0) suite('the files that share a process', declareTests);
