import { z } from 'zod';
import { resultSchema } from '../../../scripts/results/result.ts';
import { code, type Section, section } from './section.ts';

/** The keywords of JSON Schema that the result's schema uses. */
interface JsonSchema {
  type?: string;
  enum?: string[];
  const?: unknown;
  format?: string;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** "integer", "list of strings"; of an object, the names of its fields. */
function describeType(schema: JsonSchema): string {
  const { type = '', enum: values, const: only, format, maximum, properties, items, anyOf } = schema;
  if (anyOf) return anyOf.map(describeType).join(' or ');
  if (properties) return Object.keys(properties).map(code).join(', ');
  if (items) return `list of ${items.properties ? describeType(items) : `${describeType(items)}s`}`;
  if (only !== undefined) return code(String(only));
  if (values) return values.map(code).join(', ');
  if (format === 'date-time') return 'date and time, UTC';
  return maximum === 1 ? 'number, 0 to 1' : type;
}

/** A row for each field; one level deep, also for the objects and lists in an object. */
function fieldRows({ properties = {} }: JsonSchema, parent = ''): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const children = parent ? [] : fieldRows(field, `${name}.`).filter(([, type = '']) => type.includes('`'));
    return [[code(parent + name), describeType(field)], ...children];
  });
}

export function resultSection(): Section {
  return section(
    "A result's file",
    '`make loadtest` writes `results/<UTC time>-<stage>.json`. Rates are from 0 to 1; other units are in the name. `slowestRequest` is that of the second half of the load test, because the first half includes the warm-up. Fields may be added, but none is removed or changes its meaning.',
    ['field', 'type'],
    fieldRows(z.toJSONSchema(resultSchema) as JsonSchema),
  );
}
