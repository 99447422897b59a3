/** Characters that a terminal acts on instead of showing them, or that reorder the text. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escapeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Makes text from others safe for a terminal: control characters, except line feeds and tabs,
 * become JSON escapes such as \u001b. A terminal would act on them, and erase text, for example.
 */
export function visibleText(text: string): string {
  return text.replace(controls, (character) => (/[\n\t]/.test(character) ? character : escapeOf(character)));
}

/** The same on one line of at most `maxLength` characters; the rest becomes "…". */
export function visibleLine(text: string, maxLength = 200): string {
  const start = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return start.replace(controls, escapeOf);
}
