import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { readText } from '../lib/read-text.ts';

/** Relative to the checkout. */
const ownFolder = 'db-migrations/mine';

export interface SqlFile {
  file: string;
  sql: string;
}

const hasStatement = ({ sql }: SqlFile) => sql.replace(/--.*|\/\*[\s\S]*?\*\//g, '').trim() !== '';

/** Systems and editors create hidden files: macOS `._x.sql`, Emacs `.#x.sql`. */
const isSql = (name: string) => /^[^.].*\.sql$/i.test(name);

function notSql(file: string, options?: ErrorOptions): LabError {
  return new LabError(
    'migration_failed',
    `${file}: it is not text in UTF-8.`,
    'Save it as UTF-8 in your editor; if it is not SQL, move it out of the folder.',
    options,
  );
}

function readOne(file: string): SqlFile {
  try {
    const sql = readText(resolve(projectFolder, file), { fatal: true });
    // PostgreSQL rejects NUL characters. UTF-16 without a mark is full of them.
    if (sql.includes('\0')) throw notSql(file);
    return { file, sql };
  } catch (error) {
    if (error instanceof TypeError) throw notSql(file, { cause: error });
    if (error instanceof LabError && error.code === 'migration_failed') throw error;
    throw new LabError(
      'migration_failed',
      `${file} cannot be read: ${(error as Error).message}`,
      'Make it readable, or move it out of the folder.',
      { cause: error },
    );
  }
}

/**
 * Reads the learner's .sql files in the order of their names, except those that contain only
 * comments.
 * @throws {LabError} `migration_failed` when one is not SQL, or none has a statement
 */
export function readOwnSql(folder = ownFolder): SqlFile[] {
  const names = readdirSync(resolve(projectFolder, folder)).filter((name) => !name.startsWith('.'));
  const files = names
    .filter(isSql)
    .sort()
    .map((name) => readOne(`${folder}/${name}`));
  const withStatements = files.filter(hasStatement);
  if (withStatements.length > 0) return withStatements;
  const others = names.filter((name) => !isSql(name));
  throw new LabError(
    'migration_failed',
    `There is no statement in ${folder}/ yet.${others.length > 0 ? ` Only .sql files are read; these are ignored: ${others.join(', ')}.` : ''}`,
    `Write one in ${folder}/0002_mine.sql; without FIX=mine, apply-index builds the lab's own index.`,
  );
}
