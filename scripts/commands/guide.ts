import type { Command } from './command.ts';

export const guide: Command = {
  name: 'guide',
  target: 'local',
  summary: 'The walkthrough in this terminal, step by step: it runs the commands and keeps your answers and your place',
  // It has a lock of its own: the verbs that it runs take the lab's.
  lock: 'not needed',
  handsOverKeyboard: true,
  flags: {
    answers: { summary: 'only show your answers, next to the answer key' },
    page: { summary: 'start at this page', value: 'N' },
    restart: { summary: 'start again; your previous answers are kept in another file' },
    text: { summary: 'walk through other pages, such as a translation, instead of docs/scenario-1', value: 'FOLDER' },
  },
  async run({ settings, signal, given }) {
    // Imported only here: the Markdown parser takes longer to load than most verbs take to run.
    const { printAnswers, startGuide } = await import('../walkthrough/guide/start-guide.ts');
    const options = {
      settings,
      signal,
      targetWasGiven: Boolean(process.env.TARGET),
      folder: given.get('text')?.at(-1),
      restart: given.has('restart'),
      page: given.get('page')?.at(-1),
    };
    if (given.has('answers')) printAnswers(options);
    else await startGuide(options);
  },
};
