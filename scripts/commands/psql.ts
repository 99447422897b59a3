import type { Command } from './command.ts';

export const psql: Command = {
  name: 'psql',
  summary: 'A SQL prompt on the running database',
  lock: 'not needed',
  handsOverKeyboard: true,
  run: ({ target }) => target.prompt(),
};
