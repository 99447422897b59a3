import { cleanEnv, EnvError, EnvMissingError, makeValidator } from 'envalid';

/** Lists every invalid variable on its own line: name, expected value and actual value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** A whole number in digits only: "80a" and "" are errors, never NaN or 0. */
export function wholeNumber(minimum: number, maximum: number) {
  return makeValidator((text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new EnvError(`expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  });
}

export function oneOf<Word extends string>(...words: Word[]) {
  return makeValidator<Word>((text) => {
    const word = words.find((candidate) => candidate === text);
    if (word) return word;
    throw new EnvError(`expected one of ${words.join(', ')}, got "${text}"`);
  });
}

/** A PostgreSQL connection string. The error does not repeat it, because it contains a password. */
export const databaseUrl = makeValidator((text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.hostname && url.pathname.length > 1) return text;
  throw new EnvError('not an address; expected postgres://user:password@host:5432/name');
});

/** The address of a server, or ''. The error does not repeat it: it may contain a password. */
export const httpUrl = makeValidator((text: string): string => {
  if (text === '' || (/^https?:\/\/[^/]/.test(text) && URL.canParse(text))) return text;
  throw new EnvError('not an address; expected http://host:port');
});

/**
 * Reads only the variables that `specs` describes. The result is frozen.
 * @throws {ConfigError} naming every invalid variable
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
