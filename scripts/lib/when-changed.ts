import { statSync } from 'node:fs';

/** What `read` makes of a file or folder, read again only when that has changed: a folder does when a file comes or goes. */
export function whenChanged<Content>(path: string, read: () => Content): () => Content {
  let seen: { version: string; content: Content } | undefined;
  return () => {
    const found = statSync(path, { throwIfNoEntry: false });
    const version = found ? `${found.mtimeMs} ${found.size}` : 'absent';
    if (seen?.version !== version) seen = { version, content: read() };
    return seen.content;
  };
}
