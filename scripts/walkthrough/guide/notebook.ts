import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../lib/files.ts';

const time = z.iso.datetime();

/** A page by its file, and a part of it, from 0. */
const place = z.object({ page: z.string(), part: z.number().int().nonnegative() });

const notesSchema = z.object({
  schema: z.literal(1),
  target: z.enum(['local', 'kind']),
  startedAt: time,
  /** When the last page was done. */
  finishedAt: time.optional(),
  /** What is shown next. */
  place,
  /** By the question's id. */
  answers: z.record(z.string(), z.object({ text: z.string(), answeredAt: time })),
  /** By page and part: the same commands may stand on a page twice. */
  blocks: z.array(place.extend({ commands: z.string(), how: z.enum(['ran', 'skipped', 'failed']) })),
  /** What the files that the learner writes were when the guide came to them, as a hash. */
  filesBefore: z.record(z.string(), z.string()),
  pages: z.record(z.string(), z.object({ startedAt: time, finishedAt: time.optional(), spentMs: z.number() })),
});

export type Notes = z.infer<typeof notesSchema>;
export type BlockNote = Notes['blocks'][number];

export interface Notebook {
  notes: Notes;
  file: string;
  /** How it came about. */
  opened: 'new' | 'kept' | { damaged: string } | { anew: string };
  /** Writes what is in `notes`. */
  keep(): void;
}

const now = () => new Date().toISOString();

function emptyNotes(target: Notes['target'], page: string): Notes {
  return {
    schema: 1,
    target,
    startedAt: now(),
    place: { page, part: 0 },
    answers: {},
    blocks: [],
    filesBefore: {},
    pages: {},
  };
}

/** What is in the file; undefined when there is none. Throws when it cannot be understood. */
function readNotes(file: string): Notes | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return notesSchema.parse(JSON.parse(text));
}

/** Nothing that somebody wrote is thrown away: a notebook that cannot go on is moved beside, under the time. */
function moveAside(file: string, why: string): string {
  const aside = file.replace(/\.json$/, `-${why}-${now().replaceAll(':', '-')}.json`);
  renameSync(file, aside);
  return aside;
}

/**
 * Opens what the guide remembers: place, answers, what was run, and how long it took. A new one begins at `firstPage`.
 * `target` is where the lab runs now, undefined when nobody said: then it is where it was.
 */
export function openNotebook(
  labFolder: string,
  start: { restart: boolean; target: Notes['target'] | undefined; otherwise: Notes['target']; firstPage: string },
): Notebook {
  mkdirSync(labFolder, { recursive: true });
  const file = join(labFolder, 'guide.json');
  let found: Notes | undefined;
  let opened: Notebook['opened'] = 'new';
  try {
    found = readNotes(file);
    if (found) opened = 'kept';
    if (found && start.restart) opened = { anew: moveAside(file, 'until') };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    opened = { damaged: moveAside(file, 'damaged') };
  }
  const notes = found && opened === 'kept' ? found : emptyNotes(found?.target ?? start.otherwise, start.firstPage);
  if (start.target) notes.target = start.target;
  return {
    notes,
    file,
    opened,
    keep() {
      // The learner may have deleted the lab's folder to start over, with the guide still open.
      mkdirSync(labFolder, { recursive: true });
      writeFileAtomic(file, `${JSON.stringify(notes, null, 2)}\n`);
    },
  };
}
