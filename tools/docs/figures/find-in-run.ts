import { LabError } from '../../../scripts/lib/lab-error.ts';

/** "rows[phase=hashing, atOnce=1].medianMs" as its steps. */
function parsePath(path: string): { text: string; isBracket: boolean }[] {
  return [...path.matchAll(/\[((?:"[^"]*"|[^\]"])*)\]|([^.[\]]+)/g)].map(([, bracket, name = '']) => ({
    text: bracket ?? name,
    isBracket: bracket !== undefined,
  }));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `phase=hashing` is about that field; `hashing` alone matches any field with that value. */
function matches(row: unknown, condition: string): boolean {
  if (!isObject(row)) return false;
  const [, name, quoted, plain] = /^(?:(\w+)\s*=\s*)?(?:"(.*)"|(.*))$/s.exec(condition) ?? [];
  const values = name === undefined ? Object.values(row) : [row[name]];
  return values.some((value) => String(value) === (quoted ?? plain));
}

const pathError = (path: string, problem: string, whatToDo: string) =>
  new LabError('figure', `${path}: ${problem}.`, whatToDo);

function matchingRows(rows: unknown[], bracket: string, path: string): unknown[] {
  // Text in quotes may contain a comma: what="of those, ended", max=8
  const conditions = bracket.match(/(?:"[^"]*"|[^",])+/g) ?? [];
  const found = rows.filter((row) => conditions.every((condition) => matches(row, condition.trim())));
  if (found.length > 0) return found;
  throw pathError(path, `no row matches [${bracket}]`, `The first row is ${JSON.stringify(rows[0])}.`);
}

function onlyOne(found: unknown[], path: string): unknown {
  if (found.length === 1) return found[0];
  const rows = found.filter(isObject);
  const fields = Object.keys(rows[0] ?? {}).filter((field) => new Set(rows.map((row) => String(row[field]))).size > 1);
  throw pathError(path, `${found.length} rows match`, `Narrow it down; they differ in ${fields.join(', ')}.`);
}

function fieldOf(value: unknown, name: string, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, name)) return value[name];
  const existing = isObject(value) ? Object.keys(value).join(', ') : JSON.stringify(value);
  throw pathError(path, `there is no ${name}`, `There is ${existing}.`);
}

/**
 * All values at a path of a kept run. After a list, `[...]` selects the rows that match; after an
 * object, it is the name of a field that has other characters than letters.
 * @throws {LabError} `figure`
 */
export function findAll(run: unknown, path: string): unknown[] {
  let found: unknown[] = [run];
  for (const { text, isBracket } of parsePath(path)) {
    const [first] = found;
    found =
      isBracket && Array.isArray(first) ? matchingRows(first, text, path) : [fieldOf(onlyOne(found, path), text, path)];
  }
  return found;
}

/** The only value at a path, and the name of its field, which has the unit; '' for a row. */
export function findOne(run: unknown, path: string): { name: string; value: unknown } {
  const last = parsePath(path).at(-1);
  return { name: last && !last.isBracket ? last.text : '', value: onlyOne(findAll(run, path), path) };
}
