import { LabError } from '../../../scripts/lib/lab-error.ts';

type Step = { name: string } | { bracket: string };

/** "rows[phase=hashing, atOnce=1].medianMs" as its steps. */
function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[((?:"[^"]*"|[^\]"])*)\]|([^.[\]]+)/g)].map(([, bracket, name = '']) =>
    bracket === undefined ? { name } : { bracket },
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `what="of those, ended", max=8`: what is in quotes may hold a comma. */
function conditionsOf(bracket: string): string[] {
  return [...bracket.matchAll(/(?:"[^"]*"|[^",])+/g)].map(([condition]) => condition.trim());
}

/** `phase=hashing` asks for that field; `hashing` for any field that says so. */
function fits(row: unknown, condition: string): boolean {
  if (!isObject(row)) return false;
  const [, name, quoted, plain] = /^(?:(\w+)\s*=\s*)?(?:"(.*)"|(.*))$/s.exec(condition) ?? [];
  const value = quoted ?? plain;
  return name === undefined ? Object.values(row).some((field) => String(field) === value) : String(row[name]) === value;
}

const wrong = (path: string, problem: string, whatToDo: string) =>
  new LabError('figure', `${path}: ${problem}.`, whatToDo);

function rowsThatFit(rows: unknown[], bracket: string, path: string): unknown[] {
  const found = rows.filter((row) => conditionsOf(bracket).every((condition) => fits(row, condition)));
  if (found.length === 0) throw wrong(path, `no row fits [${bracket}]`, `The first row is ${JSON.stringify(rows[0])}.`);
  return found;
}

/** In how many ways the rows that fit differ: what could tell them apart. */
function differingFields(rows: unknown[]): string {
  const fields = Object.keys(rows[0] as object);
  return fields
    .filter((field) => new Set(rows.map((row) => String((row as Record<string, unknown>)[field]))).size > 1)
    .join(', ');
}

/** All that is at a path: `[...]` behind a list chooses rows by what they say, behind an object it is a name with any letters in it. */
export function allAt(whole: unknown, path: string): unknown[] {
  let found: unknown[] = [whole];
  for (const step of stepsOf(path)) {
    const [one] = found;
    if ('bracket' in step && Array.isArray(one)) {
      found = rowsThatFit(one, step.bracket, path);
      continue;
    }
    const name = 'bracket' in step ? step.bracket : step.name;
    if (found.length > 1)
      throw wrong(path, `${found.length} rows fit`, `Say which; they differ in ${differingFields(found)}.`);
    if (!isObject(one) || !Object.hasOwn(one, name))
      throw wrong(
        path,
        `there is no ${name}`,
        `There is ${isObject(one) ? Object.keys(one).join(', ') : JSON.stringify(one)}.`,
      );
    found = [one[name]];
  }
  return found;
}

/** The one thing at a path, and the name that says its unit. */
export function valueAt(whole: unknown, path: string): { name: string; value: unknown } {
  const found = allAt(whole, path);
  if (found.length > 1)
    throw wrong(path, `${found.length} rows fit`, `Say which; they differ in ${differingFields(found)}.`);
  const last = stepsOf(path).at(-1);
  return { name: last && 'name' in last ? last.name : '', value: found[0] };
}
