import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { $ } from 'zx/core';

export const variants = ['broken', 'fixed', 'mine'] as const;
export type Variant = (typeof variants)[number];

const appFolder = fileURLToPath(new URL('.', import.meta.url));

/** The compiler's output: file, line, error, and the marked line of code. */
export class BuildError extends Error {
  override name = 'BuildError';
}

/** The compiler failed for a reason other than the code, such as a full disk. */
export class CompilerFailure extends Error {
  override name = 'CompilerFailure';
}

/** TS5033 is "Could not write file"; without any error, the compiler was killed or crashed. */
function isAboutCode(output: string): boolean {
  return [...output.matchAll(/\berror TS(\d+)/g)].some(([, code]) => code !== '5033');
}

/**
 * Compiles one variant of the API, and no other, into `folder`, which is emptied first. Start it
 * with `node <folder>/src/server.js`.
 * @throws {BuildError} when the code does not compile
 * @throws {CompilerFailure} when the compiler crashes, or cannot write its output
 */
export async function buildApi(
  variant: Variant,
  folder: string,
  { signal, env = process.env }: { signal?: AbortSignal; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const compile = $({ nothrow: true, quiet: true, env, cwd: join(appFolder, '..'), ...(signal && { signal }) });
  // Unused variables are allowed while somebody experiments; `npm run check` rejects them.
  const lenient = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false'];
  const compiled =
    await compile`${process.execPath} node_modules/typescript/bin/tsc -p app --pretty ${lenient} --customConditions ${variant} --outDir ${folder}`;
  if (compiled.exitCode !== 0) {
    const output = stripVTControlCharacters(compiled.stdout.trim() || compiled.stderr.trim());
    throw isAboutCode(output)
      ? new BuildError(output)
      : new CompilerFailure(
          output ||
            (compiled.signal ? `It was killed by ${compiled.signal}.` : `It exited with code ${compiled.exitCode}.`),
        );
  }
  const { name, version } = JSON.parse(await readFile(join(appFolder, 'package.json'), 'utf8'));
  const built = { name, version, type: 'module', imports: { '#variant': `./src/variants/${variant}.js` } };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(built, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , name, folder] = process.argv;
  const variant = variants.find((candidate) => candidate === name);
  if (!variant || !folder) throw new Error(`usage: build.ts ${variants.join('|')} FOLDER`);
  await buildApi(variant, folder);
}
