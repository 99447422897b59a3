import { statfs } from 'node:fs/promises';

/** The space that is free for us on the disk with a file or folder. */
export async function freeBytesOf(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
