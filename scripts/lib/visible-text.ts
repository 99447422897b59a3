/** What a terminal obeys and does not show, and what reorders the text around it. */
const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escapeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Text that others wrote, for a terminal: control characters, except line feeds and tabs, become
 * the escapes of JSON, such as \u001b. A terminal would obey them: color, erase, retitle, hide.
 */
export function visibleText(text: string): string {
  return text.replace(controls, (character) => (/[\n\t]/.test(character) ? character : escapeOf(character)));
}

/** The same in one line, of at most `maxLength` characters: the rest becomes "…". */
export function visibleLine(text: string, maxLength = 200): string {
  const start = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return start.replace(controls, escapeOf);
}
