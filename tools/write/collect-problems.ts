import { LabError } from '../../scripts/lib/lab-error.ts';

/** Makes something; what goes wrong with it in a way that a person can mend is a problem, and `undefined` comes instead. */
export type Attempt = <Made>(what: string, make: () => Made) => Made | undefined;

/** For who makes many things: one that cannot be made keeps no other from being made. */
export function collectProblems(): { problems: string[]; attempt: Attempt } {
  const problems: string[] = [];
  return {
    problems,
    attempt(what, make) {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        problems.push(`${what && `${what}: `}${error.message} ${error.whatToDo}`);
        return undefined;
      }
    },
  };
}
