import { cleanEnv, EnvError, EnvMissingError, makeValidator } from 'envalid';

/** Every mistake in the environment at once, a line each: the variable, what was expected, what was found. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** A whole number written in digits alone: "80a" and "" are mistakes, never NaN or 0. */
export function wholeNumber(minimum: number, maximum: number) {
  return makeValidator((text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new EnvError(`expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  });
}

/** One of a few words. */
export function oneOf<Word extends string>(...words: Word[]) {
  return makeValidator<Word>((text) => {
    const word = words.find((candidate) => candidate === text);
    if (word) return word;
    throw new EnvError(`expected one of ${words.join(', ')}, got "${text}"`);
  });
}

/** The address of a PostgreSQL database. What was found is not repeated: it holds a password. */
export const databaseUrl = makeValidator((text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname && url.pathname.length > 1) return text;
  throw new EnvError('not an address; expected postgres://user:password@host:5432/name');
});

/**
 * Reads the variables that `specs` describes and nothing else. The result is frozen.
 * @throws {ConfigError} naming every mistake
 */
export const readEnvironment: typeof cleanEnv = (environment, specs) =>
  cleanEnv(environment, specs, {
    reporter({ errors }) {
      const lines = Object.entries<Error | undefined>(errors).map(([name, error]) =>
        error instanceof EnvMissingError ? `${name}: missing; expected ${error.message}` : `${name}: ${error?.message}`,
      );
      if (lines.length > 0) throw new ConfigError(lines.join('\n'));
    },
  });
