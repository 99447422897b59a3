import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { code, plain, section } from './section.ts';

/** A value of the chart, or a group of them that has a comment. */
interface ChartValue {
  path: string;
  /** As written in the file; undefined for a group. */
  text: string | undefined;
  comment: string;
}

/** The part of a comment that is about the values at `paths`. */
interface Remark {
  paths: string[];
  meaning: string;
}

const isGroup = (value: unknown): value is YAMLMap => isMap(value) && !value.flow && value.items.length > 0;

const textOf = (source: string, value: unknown): string =>
  isNode(value) && value.range ? source.slice(value.range[0], value.range[1]) : String(value);

/** A comment belongs to the key below it; above the first key, the parser adds it to the map. */
function* valuesIn(source: string, map: YAMLMap, parent: string): Generator<ChartValue> {
  for (const [index, { key, value }] of (map.items as Pair[]).entries()) {
    const path = `${parent}${isScalar(key) ? key.value : key}`;
    const comment = (isScalar(key) && key.commentBefore) || (index === 0 && map.commentBefore) || '';
    const text = isGroup(value) ? undefined : textOf(source, value);
    yield { path, text, comment: comment.replace(/\s+/g, ' ').trim() };
    if (isGroup(value)) yield* valuesIn(source, value, `${path}.`);
  }
}

/** A comment begins with its values, "seed.users and seed.posts are", or is about the one below. */
function parseRemark({ path, comment }: ChartValue): Remark {
  const [top = ''] = path.split('.');
  const name = `${top}(?:\\.[\\w.*-]*\\w|\\.\\*)?`;
  const [found, names = '', meaning = ''] =
    new RegExp(`^((?:${name})(?: and (?:${name}))*) (?:is |are )?(.*)$`).exec(comment) ?? [];
  return found ? { paths: names.split(' and '), meaning } : { paths: [path], meaning: comment };
}

/** "" without a remark. One about a part of the value, such as limits.cpu, begins with the part. */
function meaningOf({ path, text }: ChartValue, remarks: Remark[]): string {
  for (const { paths, meaning } of remarks) {
    if (paths.includes(path)) return meaning;
    const part = text !== undefined && paths.find((other) => other.startsWith(`${path}.`));
    if (part) return `\`${part.slice(path.length + 1)}\` ${meaning}`;
  }
  return '';
}

export function readChartValues(): ChartValue[] {
  const source = readFileSync(join(projectFolder, 'charts/feed-lab/values.yaml'), 'utf8');
  const root = parseDocument(source).contents;
  const values = isMap(root) ? [...valuesIn(source, root, '')] : [];
  const remarks = values.filter(({ comment }) => comment).map(parseRemark);
  return values
    .map((value) => ({ ...value, comment: meaningOf(value, remarks) }))
    .filter(({ text, comment }) => text !== undefined || comment);
}

const readmeFile = join(projectFolder, 'charts/feed-lab/README.md');

/** The chart's README: its own text, and below it the table of values. */
export function chartReadme(): { file: string; text: string } {
  const dependency = 'kube-prometheus-stack';
  const values = readChartValues().filter(({ path }) => !path.startsWith(dependency));
  const { markdown } = section(
    'Values',
    `Written by \`make docs\` from \`values.yaml\`. \`values.schema.json\` rejects any other value. Values below \`${dependency}\` belong to that chart; \`values.yaml\` has those that the lab sets.`,
    ['value', 'default', 'meaning'],
    values.map(({ path, text, comment }) => [code(path), code(text ?? ''), plain(comment)]),
  );
  const [written = ''] = readFileSync(readmeFile, 'utf8').split('\n## Values\n');
  return { file: readmeFile, text: `${written}\n${markdown}\n` };
}
