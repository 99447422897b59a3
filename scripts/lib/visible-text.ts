/** Characters that a terminal acts on instead of showing them, or that reorder the text. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Also characters that look like nothing, or like a space: a no-break space from a web page. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]|(?! )\p{Zs}/gu;

/** Those beyond U+FFFF consist of two units. */
function escapeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

const escapeAll = (text: string, found: RegExp) =>
  text.replace(found, (character) => (/[\n\t]/.test(character) ? character : escapeOf(character)));

/**
 * Makes text from others safe for a terminal: control characters, except line feeds and tabs,
 * become JSON escapes such as \u001b. A terminal would act on them, and erase text, for example.
 */
export const visibleText = (text: string): string => escapeAll(text, controls);

/** The same, also for what nobody sees in an error that quotes it, such as a no-break space. */
export const withInvisible = (text: string): string => escapeAll(text, invisible);

/** The same on one line of at most `maxLength` characters; the rest becomes "…". */
export function visibleLine(text: string, maxLength = 200): string {
  const start = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return start.replace(controls, escapeOf);
}
