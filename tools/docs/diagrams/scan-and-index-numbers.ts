import { z } from 'zod';
import { readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import { parseWith } from '../../../scripts/lib/read-json.ts';

const runSchema = z.object({
  rows: z.array(
    z.object({
      posts: z.number(),
      index: z.string(),
      query: z.string(),
      executionMs: z.number(),
      pagesTouched: z.number(),
      postsRead: z.number(),
    }),
  ),
  tables: z.object({
    sizes: z.array(
      z.object({
        posts: z.number(),
        tablePages: z.number(),
        indexPages: z.number(),
        indexLevels: z.number(),
        pageBytes: z.number(),
      }),
    ),
  }),
});

const wrong = (problem: string) =>
  new LabError('figure', `docs/runs/keyset.json: ${problem}.`, 'Measure it: make bench ARGS="keyset --keep"');

/** What the picture shows: the feed's first page, in the smaller of the tables that were measured; the larger says how it grows. */
export function readNumbers(folder: string) {
  const taken = parseWith(runSchema, readKeptRun('keyset', folder));
  if ('problem' in taken) throw wrong(taken.problem);
  const { rows, tables } = taken.value;
  const [small, large] = tables.sizes.toSorted((one, other) => one.posts - other.posts);
  const feed = (index: string) =>
    rows.find((row) => row.posts === small?.posts && row.index === index && row.query === 'first page');
  const [scan, descent] = [feed('none'), feed('idx_posts_created_at')];
  if (!small || !scan || !descent) throw wrong('no first page without and with the index');
  return { small, large, scan, descent };
}

export type Numbers = ReturnType<typeof readNumbers>;
