/** Lines of a plan that a learner should look at, and what each says. */
const remarks: [pattern: RegExp, remark: string][] = [
  [/Seq Scan on posts/, 'reads every post there is, to show 20 of them'],
  [/(Index Scan|Index Only Scan).* on posts/, 'walks the index from the newest post and stops after 20'],
  [/Bitmap Heap Scan on posts/, 'reads the posts that an index named, page by page'],
  [/Sort Key: posts\.created_at/, 'every post is compared, because nothing keeps them in order'],
  [/Hash Join/, 'all users are put into a hash table first: the cheapest way for very many posts'],
  [/Nested Loop/, 'with 20 posts, 20 look-ups of a user are cheaper than a hash table of all'],
  [/Index Scan using users_pkey/, 'one look-up per post, by primary key'],
  [/^Execution Time/, 'what one feed costs the database'],
];

/** What a learner should see in a line of a plan; undefined when it is not one that matters. */
export function remarkOn(line: string): string | undefined {
  return remarks.find(([pattern]) => pattern.test(line))?.[1];
}

/** The plan's lines, with an arrow and a remark behind those that matter. */
export function explainPlan(lines: string[]): string[] {
  return lines.map((line) => {
    const remark = remarkOn(line);
    return remark ? `${line}  <-- ${remark}` : line;
  });
}
