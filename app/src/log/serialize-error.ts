import pino from 'pino';

function withoutObjects(serialized: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(serialized).flatMap(([key, value]) => {
      if (key === 'aggregateErrors') return [[key, value.map(withoutObjects)]];
      return value instanceof Object ? [] : [[key, value]];
    }),
  );
}

/**
 * An error as the log shows it: type, message and stack, with those of its causes, and plain fields
 * such as `code`; the same of each error in an AggregateError. Objects are left out: node-postgres
 * attaches the whole client to the error of an idle connection, with the key that cancels its
 * queries.
 */
export function serializeError(error: unknown): unknown {
  return error instanceof Object ? withoutObjects(pino.stdSerializers.err(error as Error)) : error;
}
