import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../lib/files.ts';
import { type TargetName, targetNames } from '../../settings/variables.ts';

const time = z.iso.datetime();

/** A page by its file, and a part of it, from 0. */
const place = z.object({ page: z.string(), part: z.number().int().nonnegative() });

const notesSchema = z.object({
  schema: z.literal(1),
  target: z.enum(targetNames),
  startedAt: time,
  /** When the last page was done. */
  finishedAt: time.optional(),
  /** What is shown next. */
  place,
  /** By the question's id. */
  answers: z.record(z.string(), z.object({ text: z.string(), answeredAt: time })),
  /** By page and part: the same commands may be on a page twice. */
  blocks: z.array(place.extend({ commands: z.string(), how: z.enum(['ran', 'skipped', 'failed']) })),
  /** Hashes of the files that the learner writes, as they were when the guide first came to them. */
  filesBefore: z.record(z.string(), z.string()),
  pages: z.record(z.string(), z.object({ spentMs: z.number() })),
});

export type Notes = z.infer<typeof notesSchema>;
export type BlockNote = Notes['blocks'][number];

export interface Notebook {
  notes: Notes;
  file: string;
  /** Whether it was there before; a path is where an older one was moved. */
  opened: 'new' | 'kept' | { damaged: string } | { restarted: string };
  save(): void;
}

interface NotebookOptions {
  restart: boolean;
  target: TargetName;
  /** Whether a person chose the target; otherwise an older notebook's target holds. */
  targetWasGiven: boolean;
  firstPage: string;
}

const now = () => new Date().toISOString();

/** Undefined when there is no file. Throws when its content is invalid. */
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

/** Nothing that a person wrote is deleted. Returns the new path. */
function moveAside(file: string, reason: string): string {
  const aside = file.replace(/\.json$/, `-${reason}-${now().replaceAll(':', '-')}.json`);
  renameSync(file, aside);
  return aside;
}

/** Opens what the guide remembers, in the lab's folder. */
export function openNotebook(labFolder: string, options: NotebookOptions): Notebook {
  mkdirSync(labFolder, { recursive: true });
  const file = join(labFolder, 'guide.json');
  let found: Notes | undefined;
  let opened: Notebook['opened'] = 'new';
  try {
    found = readNotes(file);
    if (found) opened = options.restart ? { restarted: moveAside(file, 'until') } : 'kept';
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    opened = { damaged: moveAside(file, 'damaged') };
  }
  const empty: Notes = {
    schema: 1,
    target: found?.target ?? options.target,
    startedAt: now(),
    place: { page: options.firstPage, part: 0 },
    answers: {},
    blocks: [],
    filesBefore: {},
    pages: {},
  };
  const notes = found && opened === 'kept' ? found : empty;
  if (options.targetWasGiven) notes.target = options.target;
  return {
    notes,
    file,
    opened,
    save() {
      // The learner may have deleted the lab's folder to start over, with the guide still open.
      mkdirSync(labFolder, { recursive: true });
      writeFileAtomic(file, `${JSON.stringify(notes, null, 2)}\n`);
    },
  };
}
