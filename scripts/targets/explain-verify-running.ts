import { VerifyRunning } from '../../db-migrations/src/verify-session.ts';
import { LabError } from '../lib/lab-error.ts';

/** Resolves like `work`. @throws {LabError} `busy` instead of VerifyRunning */
export async function explainVerifyRunning<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error) => {
    if (!(error instanceof VerifyRunning)) throw error;
    throw new LabError(
      'busy',
      `Cannot continue: ${error.message}, started from another checkout.`,
      'A verify usually takes less than half a minute. Run the verb again when it is done.',
      { cause: error },
    );
  });
}
