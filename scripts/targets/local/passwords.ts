import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Passwords } from '../../../db-migrations/src/database-access.ts';

/** The passwords of this lab's database: made at random once, readable by their owner alone. */
export function readOrMakePasswords(file: string): Passwords {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const password = () => randomBytes(18).toString('base64url');
  const passwords = { superuser: password(), owner: password(), api: password() };
  writeFileSync(file, JSON.stringify(passwords, null, 2), { mode: 0o600 });
  return passwords;
}
