import { BuildError, buildApi, type Variant } from '../../app/build.ts';
import { LabError } from '../lib/lab-error.ts';

/**
 * Compiles a variant of the API into `folder`.
 * @throws {LabError} `build_failed`, with the compiler's output
 */
export async function compileApi(variant: Variant, folder: string, signal: AbortSignal): Promise<void> {
  try {
    await buildApi(variant, folder, signal);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new LabError(
      'build_failed',
      `The API does not compile:\n${error.message}`,
      'Correct the lines above. The API was not replaced.',
    );
  }
}
