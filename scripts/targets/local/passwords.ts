import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Passwords } from '../../../db-migrations/src/database-access.ts';
import { LabError } from '../../lib/lab-error.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';

const password = z.string().min(1);
const passwordsSchema = z.object({ superuser: password, owner: password, api: password, monitor: password.optional() });

const generatePassword = () => randomBytes(18).toString('base64url');

/**
 * Reads the passwords of the lab's database. If there are none, creates random ones in a file that
 * only its owner can read.
 * @throws {LabError} `passwords_unreadable` if the file is damaged
 */
export function readOrCreatePasswords(file: string): Passwords {
  const known = existsSync(file) ? readPasswords(file) : undefined;
  if (known?.monitor) return known;
  // Labs that were created before the monitoring role have no password for it.
  const created = {
    superuser: generatePassword(),
    owner: generatePassword(),
    api: generatePassword(),
    monitor: generatePassword(),
  };
  const passwords = { ...created, ...known };
  writeFileAtomic(file, JSON.stringify(passwords, null, 2), 0o600);
  return passwords;
}

/**
 * Reads the passwords of an existing lab.
 * @throws {LabError} `passwords_unreadable` if the file is missing or damaged
 */
export function readPasswords(file: string): Passwords {
  try {
    return passwordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code = 'ENOENT' } = error as NodeJS.ErrnoException;
    // Anything else, such as EACCES, does not mean that the file is damaged.
    if (code !== 'ENOENT') throw error;
    throw new LabError(
      'passwords_unreadable',
      `${file} does not contain the passwords of the lab's database; it may have been truncated by a full disk.`,
      'Without them the data cannot be read. To start again, delete that file and the folder postgres next to it.',
      { cause: error },
    );
  }
}
