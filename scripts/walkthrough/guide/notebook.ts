import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { asidePath, makeFolder, parseJson } from '../../lib/files.ts';
import { readText } from '../../lib/read-text.ts';
import { visibleText } from '../../lib/visible-text.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
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
  /** What is shown next, and how many parts its page had: in another one, a part is elsewhere. */
  place: place.extend({ parts: z.number().optional() }),
  /** By the question's id. */
  answers: z.record(z.string(), z.object({ text: z.string().overwrite(visibleText), answeredAt: time })),
  /** By page and part: the same commands may be on a page twice. */
  blocks: z.array(place.extend({ commands: z.string(), how: z.enum(['ran', 'skipped', 'failed']) })),
  /** Hashes of the files that the learner writes, from before their turn. */
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

const now = () => new Date().toISOString();

export function emptyNotes(target: TargetName, page: string): Notes {
  const place = { page, part: 0 };
  return { schema: 1, target, startedAt: now(), place, answers: {}, blocks: [], filesBefore: {}, pages: {} };
}

/** Returns the new path. */
function moveAside(file: string, reason: string): string {
  const aside = asidePath(file, reason);
  renameSync(file, aside);
  return aside;
}

/** An older notebook keeps its target, unless a person chose one now. */
export function openNotebook(
  labFolder: string,
  options: { restart: boolean; target: TargetName; targetWasGiven: boolean; firstPage: string },
): Notebook {
  makeFolder(labFolder);
  const file = join(labFolder, 'guide.json');
  // One that cannot be read is left where it is: its answers may be intact.
  const read = existsSync(file) ? parseJson(notesSchema, readText(file)) : undefined;
  const found = read && 'value' in read ? read.value : undefined;
  let opened: Notebook['opened'] = found ? 'kept' : 'new';
  if (read && !found) opened = { damaged: moveAside(file, 'damaged') };
  if (found && options.restart) opened = { restarted: moveAside(file, 'until') };
  const empty = emptyNotes(found?.target ?? options.target, options.firstPage);
  const notes = found && opened === 'kept' ? found : empty;
  if (options.targetWasGiven) notes.target = options.target;
  return {
    notes,
    file,
    opened,
    save() {
      // The learner may have deleted the lab's folder to start over, with the guide still open.
      makeFolder(labFolder);
      writeFileAtomic(file, `${JSON.stringify(notes, null, 2)}\n`);
    },
  };
}
