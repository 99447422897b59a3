import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../lib/settings.ts';
import type { Fix } from './fix.ts';

const parts = [
  ...['app', 'charts', 'dashboards', 'db-migrations', 'k8s', 'loadtest', 'scripts'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', '.npmrc', '.dockerignore'],
];

/** A copy of this checkout, in which fixes can be tried without touching anybody's work. */
export interface Checkout {
  folder: string;
  /** Takes back the fix before, and writes this one. */
  write(fix: Fix): void;
  remove(): void;
}

/** Copies what the lab needs; node_modules is shared. */
export function copyCheckout(): Checkout {
  const folder = `${mkdtempSync(join(tmpdir(), 'feed-lab-gallery-'))}/`;
  const copy = (part: string) => cpSync(join(projectFolder, part), join(folder, part), { recursive: true });
  for (const part of parts) copy(part);
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  return {
    folder,

    write({ mine, edits = [], sql = [] }) {
      copy('app/src');
      write('app/src/database/mine.ts', mine ?? read('app/src/database/shared-pool.ts'));
      for (const { file, from, to } of edits) {
        const text = read(file);
        if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
        write(
          file,
          text.replace(from, () => to),
        );
      }
      const own = join(folder, 'db-migrations/mine');
      for (const name of readdirSync(own)) rmSync(join(own, name));
      for (const [index, statement] of sql.entries()) write(`db-migrations/mine/${1000 + index}_own.sql`, statement);
    },

    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
