import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { NotSql, readSql } from '../../db-migrations/src/read-sql.ts';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';

/** Relative to the checkout. */
const ownFolder = 'db-migrations/mine';

export interface SqlFile {
  file: string;
  sql: string;
}

const hasStatement = ({ sql }: SqlFile) => sql.replace(/--.*|\/\*[\s\S]*?\*\//g, '').trim() !== '';

/** Systems and editors create hidden files: macOS `._x.sql`, Emacs `.#x.sql`. */
const isSql = (name: string) => /^[^.].*\.sql$/i.test(name);

async function readOne(file: string): Promise<SqlFile> {
  try {
    return { file, sql: await readSql(resolve(projectFolder, file)) };
  } catch (error) {
    if (error instanceof NotSql)
      throw new LabError(
        'migration_failed',
        `${file}: ${error.message}.`,
        'Save it as UTF-8 in your editor; if it is not SQL, move it out of the folder.',
        { cause: error },
      );
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
export async function readOwnSql(folder = ownFolder): Promise<SqlFile[]> {
  const names = readdirSync(resolve(projectFolder, folder)).filter((name) => !name.startsWith('.'));
  const files = await Promise.all(
    names
      .filter(isSql)
      .sort()
      .map((name) => readOne(`${folder}/${name}`)),
  );
  const withStatements = files.filter(hasStatement);
  if (withStatements.length > 0) return withStatements;
  const others = names.filter((name) => !isSql(name));
  throw new LabError(
    'migration_failed',
    `There is no statement in ${folder}/ yet.${others.length > 0 ? ` Only .sql files are read; these are ignored: ${others.join(', ')}.` : ''}`,
    `Write one in ${folder}/0002_mine.sql; without FIX=mine, apply-index builds the lab's own index.`,
  );
}
