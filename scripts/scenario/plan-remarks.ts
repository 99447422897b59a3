import { feedLength } from './story.ts';

/** Explanations of the lines of a plan that matter. The first match applies. */
const remarks: [pattern: RegExp, remark: string][] = [
  [/Seq Scan on posts/, `reads every post there is, to show ${feedLength} of them`],
  [/(Index Scan|Index Only Scan).* on posts/, `walks the index from the newest post and stops after ${feedLength}`],
  [/Bitmap Heap Scan on posts/, 'reads the posts that an index named, page by page'],
  [/Sort Key: posts\.created_at/, 'every post is compared, because nothing keeps them in order'],
  [/Hash Join/, 'all users are put into a hash table first: the cheapest way for very many posts'],
  [/Nested Loop/, `with ${feedLength} posts, ${feedLength} look-ups of a user are cheaper than a hash table of all`],
  [/Index Scan using users_pkey/, 'one look-up per post, by primary key'],
  [/^Execution Time/, 'what one feed costs the database'],
];

/** The remark on a line of a plan; undefined for a line that does not matter. */
export function remarkOn(line: string): string | undefined {
  return remarks.find(([pattern]) => pattern.test(line))?.[1];
}

/** Appends the remarks to a plan's lines. */
export function explainPlan(lines: string[]): string[] {
  return lines.map((line) => {
    const remark = remarkOn(line);
    return remark ? `${line}  <-- ${remark}` : line;
  });
}
