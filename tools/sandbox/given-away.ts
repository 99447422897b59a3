import { LabError } from '../../scripts/lib/lab-error.ts';
import { stages } from '../../scripts/scenario/stages.ts';

/** Words for the two causes and the two fixes, for plan nodes and for source files. */
const spoilers = [
  'seq(?:uential)? scans?|hash join|sort(?:s|ed|ing)?|top-n|every (?:post|row)|index(?:es|ed)?|created_at',
  '(?:shared|one|per.request|hundred) pools?|pool per request|pool(?:ing|ed)|one for each request',
  'read(?:s|ing)? (?:all|every|each)|(?:whole|entire|full) table|b-tree|connections? (?:per|for (?:each|every)|of (?:its|their) own)|reus\\w+',
  'logins?|logs? in|authenticat\\w+|handshakes?|hash\\w*|[\\w/-]+\\.(?:ts|js|sql)',
];
/** Panels may have these in their titles: evidence, which verbs show no earlier than `why`. */
const evidence =
  'scans?|pools?|plans?|sessions?|rows|connections?|max_connections|connect(?:s|ing)?|quer(?:y|ies)|(?:per|each) request';

function findWords(text: string, words: string): string[] {
  return [...new Set([...text.matchAll(new RegExp(`\\b(?:${words})\\b`, 'gi'))].map(([word]) => word.toLowerCase()))];
}

/** The words in a text that tell learners what they should find out, each once. */
export const findSpoilers = (text: string): string[] => findWords(text, spoilers.join('|'));

/** The verbs that a learner runs before the cause is known. `why`, `explain`, `verify` name it. */
const symptomVerbs = /\bmake (?:-\w+ |\w+=\S+ )*(?:up|cluster-up|loadtest|status|apply-fix|apply-index|reset)\b/;

/** The names under which a stage is shown and kept once it has been reached. */
const stageNames = stages.flatMap(({ stage, title }) => [title, new RegExp(`\\dZ-${stage}\\.json`, 'g')]);

/**
 * The words in a verb's output that name a cause, a fix or evidence, each once. Other commands than
 * those verbs may print anything, and so may a learner's own file. The error code
 * connection_timeout is a symptom.
 */
export function findGivenAway(commands: string, output: string): string[] {
  const lines = commands.split('\n');
  if (!lines.some((line) => symptomVerbs.test(line)) || /\bFIX=mine\b/.test(commands)) return [];
  const isBroken = /^(?:Stage: )?Broken\b/m.test(output);
  const left = (isBroken ? [] : stageNames).reduce<string>((text, name) => text.replaceAll(name, ''), output);
  return findWords(left, [...spoilers, evidence].join('|'));
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
