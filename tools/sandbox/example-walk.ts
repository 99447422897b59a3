import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What page 3 runs. The fraction tells it from what other programs on this machine run. */
export const longSleep = `sleep 600.${process.pid}`;

/** Writes a walk of three short pages. The check on page 2 passes if `mine.ts` contains "right". */
export function writeExampleWalk(folder: string): void {
  const mine = join(folder, 'mine.ts');
  const pages = {
    '01-first-page.md': `# 1. The first page

Some *words*, a figure of <!--=figure.name-->9.1 ms<!--/-->, and [a link](when-stuck.md#the-check).

<!--=diagram.name-->
<picture><source srcset="dark.svg"><img src="light.svg" alt="A box and an arrow."></picture>
<!--/-->

| what | a long column |
|---|---|
| a cell | with more words in it than a narrow terminal could ever show in one line of text |

> **Q1.** What do you expect?
>
> Your answer:
>
> &nbsp;

\`\`\`sh run
export COLOUR=green
echo first-$((1 + 1))
\`\`\`

\`\`\`text output
first-…
\`\`\`

Next: [2. The second page](02-second-page.md)
`,
    '02-second-page.md': `# 2. The second page

## Write

<!-- your turn: ${mine} -->

\`\`\`sh run
grep right ${mine} # as make verify does
\`\`\`

It holds.

Next: [3. The third page](03-third-page.md)
`,
    '03-third-page.md': `# 3. The third page

<!-- only kind -->

Words about a cluster.

<!-- /only -->

\`\`\`sh run-kind
echo in-a-cluster
\`\`\`

\`\`\`sh run-local
echo "$COLOUR on $TARGET"; sleep 1
\`\`\`

\`\`\`sh run
echo sleeping; ${longSleep}
\`\`\`

The end.
`,
    'answer-key.md': `# Answer key

<details><summary>Q1. What to expect</summary>

The expected.

</details>
`,
    'solutions.md': `# Solutions

## The right way

\`\`\`ts file=${mine}
right
\`\`\`
`,
    'when-stuck.md': `# When you are stuck

## The check says no

\`make verify\` wants something right.

## Something else

Nothing of this.
`,
  };
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
  writeFileSync(mine, 'wrong\n');
}
