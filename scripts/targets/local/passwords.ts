import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Passwords } from '../../../db-migrations/src/database-access.ts';
import { LabError } from '../../lib/lab-error.ts';

const passwordsSchema = z.object({ superuser: z.string().min(1), owner: z.string().min(1), api: z.string().min(1) });

/**
 * The passwords of this lab's database: made at random once, readable by their owner alone.
 * @throws {LabError} `passwords_unreadable` when the file is there but holds something else
 */
export function readOrMakePasswords(file: string): Passwords {
  if (existsSync(file)) return readPasswords(file);
  const password = () => randomBytes(18).toString('base64url');
  const passwords = { superuser: password(), owner: password(), api: password() };
  writeFileSync(file, JSON.stringify(passwords, null, 2), { mode: 0o600 });
  return passwords;
}

function readPasswords(file: string): Passwords {
  const text = readFileSync(file, 'utf8');
  try {
    return passwordsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new LabError(
      'passwords_unreadable',
      `${file} does not hold the three passwords of the lab's database; a full disk may have cut it short.`,
      'Without them the data cannot be read. Begin anew: delete that file and the folder postgres beside it.',
      { cause: error },
    );
  }
}
