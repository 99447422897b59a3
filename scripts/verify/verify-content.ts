import { verifyPrefix } from '../../db-migrations/src/verify-rows.ts';

const maximumCharacters = 280;

/** The content of a post by verify: as long as allowed, with characters of one to four bytes. */
export function verifyContent(what: string): string {
  const text = `${verifyPrefix}${what}; 'quoted', “très” 🦆 `;
  return text + '.'.repeat(maximumCharacters - [...text].length);
}
