import { feedLength } from './story.ts';

/** Explanations of the lines of a plan that matter. The first match applies. */
const remarks: [pattern: RegExp, remark: string][] = [
  [/Seq Scan on posts/, `reads every post there is, to show ${feedLength} of them`],
  [
    /(Index Scan|Index Only Scan).* on posts/,
    `reads the index from its newest end, and stops after ${feedLength} rows`,
  ],
  [/Bitmap Heap Scan on posts/, 'fetches the rows that the index found, page by page'],
  [/Sort Key: posts\.created_at/, 'has to consider every post, because nothing keeps them in order'],
  [/Hash Join/, 'loads all users into a hash table first: the cheapest join for thousands of posts'],
  [/Nested Loop/, `for ${feedLength} posts, ${feedLength} lookups are cheaper than a hash table of all users`],
  [/Index Scan using users_pkey/, 'one lookup per post, by primary key'],
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
