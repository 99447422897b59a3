import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { code, plain, type Section, section } from './section.ts';

/** A value of the chart, or a group of them that has a comment. */
interface ChartValue {
  path: string;
  /** As it stands in the file; undefined for a group. */
  text: string | undefined;
  comment: string;
}

const isGroup = (value: unknown): value is YAMLMap => isMap(value) && !value.flow && value.items.length > 0;

const textOf = (source: string, value: unknown): string =>
  isNode(value) && value.range ? source.slice(value.range[0], value.range[1]) : String(value);

/** A comment stands before its key, which for the first key of a map is before the map. */
function* valuesIn(source: string, map: YAMLMap, above: string, first = ''): Generator<ChartValue> {
  for (const [index, { key, value }] of (map.items as Pair[]).entries()) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const path = `${above}${name}`;
    const own = (isScalar(key) && key.commentBefore) || (index === 0 ? first : '');
    const text = isGroup(value) ? undefined : textOf(source, value);
    yield { path, text, comment: own.replace(/\s+/g, ' ').trim() };
    if (isGroup(value)) yield* valuesIn(source, value, `${path}.`, value.commentBefore ?? '');
  }
}

/** Which values a comment speaks of: those that it begins with, "seed.users and seed.posts are ...", else the one below it. */
function subjectsOf({ path, comment }: ChartValue): { subjects: string[]; words: string } {
  const [top = ''] = path.split('.');
  const name = `${top}\\.[\\w.*-]*\\w|${top}\\.\\*`;
  const [whole, names, words] =
    new RegExp(`^((?:${name})(?: and (?:${name}))*) (?:is |are )?(.*)$`).exec(comment) ?? [];
  return whole ? { subjects: (names ?? '').split(' and '), words: words ?? '' } : { subjects: [path], words: comment };
}

/** What a comment says of a value: "" if nothing. One on a part of what stands in one line, as limits.cpu, says which. */
function meaningOf({ path, text }: ChartValue, remarks: ReturnType<typeof subjectsOf>[]): string {
  for (const { subjects, words } of remarks) {
    if (subjects.includes(path)) return words;
    const part = text !== undefined && subjects.find((subject) => subject.startsWith(`${path}.`));
    if (part) return `${part.slice(path.length + 1)} ${words}`;
  }
  return '';
}

export function readChartValues(file = join(projectFolder, 'charts/feed-lab/values.yaml')): ChartValue[] {
  const source = readFileSync(file, 'utf8');
  const root = parseDocument(source).contents;
  const values = isMap(root) ? [...valuesIn(source, root, '')] : [];
  const remarks = values.filter(({ comment }) => comment).map(subjectsOf);
  return values
    .map((value) => ({ ...value, comment: meaningOf(value, remarks) }))
    .filter(({ text, comment }) => text !== undefined || comment);
}

/** That chart's own values are for its own documentation. */
const otherChart = 'kube-prometheus-stack';

export function chartValuesSection(): Section {
  const own = readChartValues().filter(({ path }) => !path.startsWith(otherChart));
  return section(
    "The chart's values",
    `\`charts/feed-lab/values.schema.json\` refuses others. Below \`${otherChart}\` stand that chart's own values; \`charts/feed-lab/values.yaml\` has those that the lab sets.`,
    ['value', 'default', 'meaning'],
    own.map(({ path, text, comment }) => [code(path), code(text ?? ''), plain(comment)]),
  );
}
