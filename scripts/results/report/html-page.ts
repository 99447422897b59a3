import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import type { Fragment } from './fragment.ts';

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');

/**
 * JSON for a script element. HTML has no escapes in one, so `<` becomes JSON's own escape:
 * otherwise a text could end the element. (HTML standard, 4.12.1.3 "Restrictions for contents of
 * script elements")
 */
const embeddedJson = (value: unknown) => raw(JSON.stringify(value).replaceAll('<', '\\u003c'));

/** Keeps a number and its unit on one line. */
const keepTogether = (text: string) => text.replaceAll(/(\d) (%|ms|s|GiB|req\/s)(?![a-z])/g, '$1\u00a0$2');

interface PageParts {
  title: string;
  main: Fragment;
  /** What the page shows, for programs: a script element with this id. */
  data: { id: string; value: unknown };
}

/**
 * A page in one file, with the style of the report. Its Content-Security-Policy makes the browser
 * refuse every request.
 */
export async function htmlPage({ title, main, data }: PageParts): Promise<string> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
${raw(keepTogether(String(await main)))}
</main>
<script type="application/json" id="${data.id}">${embeddedJson(data.value)}</script>
</body>
</html>
`;
  return String(await page);
}
