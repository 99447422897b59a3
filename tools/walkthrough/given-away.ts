import { LabError } from '../../scripts/lib/lab-error.ts';
import { stages } from '../../scripts/scenario/stages.ts';

/** The verbs that a learner runs before the cause is known; `why`, `explain` and `verify` may name it. */
const symptomVerbs = /^(\w+=\S+ )*make (up|cluster-up|loadtest|status|apply-fix|apply-index|reset)\b/;

/**
 * Words of a cause or a fix: what is opened, read or sorted too often, and what to do about it. The
 * error code connection_timeout is a symptom.
 */
const causeWords =
  /\b(?:pool(?:s|ed|ing)?|per request|each request|logins?|log in|sessions?|connections? opened|hash(?:es|ing)?|scans?|seq scan|sort(?:s|ed)?|plans?|index(?:es)?|created_at|rows)\b|\b[\w/-]+\.(?:ts|sql)\b/gi;

/** The names under which a stage is shown and kept once it has been reached. */
const namesOf = (reached: typeof stages) =>
  reached.flatMap(({ stage, title }) => [title, new RegExp(`\\dZ-${stage}\\.json`, 'g')]);

/**
 * The words in a verb's output that tell learners what they should find out, each once. Other
 * commands than those verbs may print anything, and so may a learner's own file.
 */
export function findGivenAway(commands: string, output: string): string[] {
  const lines = commands.split('\n');
  if (!lines.some((line) => symptomVerbs.test(line)) || /\bFIX=mine\b/.test(commands)) return [];
  const isBroken = /^(?:Stage: )?Broken\b/m.test(output);
  const left = (isBroken ? [] : namesOf(stages)).reduce<string>((text, name) => text.replaceAll(name, ''), output);
  return [...new Set([...left.matchAll(causeWords)].map(([word]) => word.toLowerCase()))];
}

/** @throws {LabError} `page_fails`, with the words */
export function requireNothingGivenAway(place: string, step: { commands: string; output: string }): void {
  const words = findGivenAway(step.commands, step.output);
  if (words.length === 0) return;
  throw new LabError(
    'page_fails',
    `${place}: the output of a verb that shows symptoms names a cause (${words.join(', ')}):\n${step.output}`,
    'Move it to `make why`, or choose other words.',
  );
}
