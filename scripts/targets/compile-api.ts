import { BuildError, buildApi, CompilerFailure, type Variant } from '../../app/build.ts';
import { childEnvironment } from '../lib/child-environment.ts';
import { LabError } from '../lib/lab-error.ts';

/** The compiler repeats the same reason for each file. */
function explainFailure({ message }: CompilerFailure, folder: string): LabError {
  const lines = message.split('\n').slice(0, 3).join('\n');
  // The texts of ENOSPC and EDQUOT; tsc is written in Go, which does not translate them.
  if (/no space left on device|quota exceeded/.test(message))
    return new LabError(
      'disk_full',
      `The disk is full, so the compiled API could not be written:\n${lines}`,
      'Free some disk space, then try again. The API was not replaced.',
    );
  return new LabError(
    'build_failed',
    `The compiler failed; the code may be correct:\n${lines}`,
    `Check that there is enough memory, and that ${folder} can be written; then try again. The API was not replaced.`,
  );
}

/**
 * Compiles a variant of the API into `folder`.
 * @throws {LabError} `build_failed`, with the compiler's output; `disk_full`
 */
export async function compileApi(variant: Variant, folder: string, signal: AbortSignal): Promise<void> {
  try {
    await buildApi(variant, folder, { signal, env: childEnvironment('program') });
  } catch (error) {
    if (error instanceof CompilerFailure) throw explainFailure(error, folder);
    if (!(error instanceof BuildError)) throw error;
    throw new LabError(
      'build_failed',
      `The API does not compile:\n${error.message}`,
      'Correct the lines above. The API was not replaced.',
    );
  }
}
