import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckoutCopy, copyCheckout } from '../lib/copy-checkout.ts';
import type { ApiCode } from './api-code.ts';

/** A copy of this checkout, in which fixes can be tried. */
export interface FixableCheckout extends CheckoutCopy {
  /** Replaces the previous fix. `sql` are the files of db-migrations/mine/. */
  write(fix: ApiCode & { sql?: string[] }): void;
}

export function copyCheckoutForFixes(): FixableCheckout {
  const copy = copyCheckout();
  const read = (file: string) => readFileSync(join(copy.folder, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(copy.folder, file), text);
  let written: string[] = [];
  return {
    ...copy,

    write({ mine, files = {}, edits = [], sql = [] }) {
      // Those of the previous fix that the lab does not have; the others are restored.
      for (const file of written) rmSync(join(copy.folder, file), { force: true });
      copy.restore('app/src');
      written = Object.keys(files);
      for (const [file, text] of Object.entries(files)) write(file, text);
      write('app/src/database/mine.ts', mine ?? read('app/src/database/shared-pool.ts'));
      for (const { file, from, to } of edits) {
        const text = read(file);
        if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
        write(
          file,
          text.replace(from, () => to),
        );
      }
      const migrations = join(copy.folder, 'db-migrations/mine');
      for (const name of readdirSync(migrations)) rmSync(join(migrations, name));
      for (const [index, statement] of sql.entries()) write(`db-migrations/mine/${1000 + index}_own.sql`, statement);
    },
  };
}
