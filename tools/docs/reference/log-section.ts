import { type Section, section } from './section.ts';

const meaning = `The API writes its log to standard output, as a JSON object per line (\`LOG_LEVEL\`). The first warning or error of each cause (message, \`code\` and \`reason\`) is written at once. Further ones are counted: as long as the cause repeats, it gets a line after 1 s, 2 s, 4 s and so on, up to 60 s. In such a line, \`times\` is the number of failures since the line before for the same cause, and the other fields are those of the latest. With 1 for the lines without \`times\`, the numbers add up to all failures. What has not been written yet follows when the API exits; only a kill (SIGKILL) loses it.

A new cause, or one that has been quiet for a minute, is written at once, and starts the intervals of all causes again at 1 s. Beyond 20 causes at a time, those with the same message are counted together.`;

const limits = `PostgreSQL writes a line for each login that the API gives up ("Connection reset by peer"), and for each that it refuses. On one machine, the live page moves a log above 10 MiB to a second file (\`api.log.1\`, \`postgres.log.1\`), which replaces the one moved before: while it runs, each log takes about 20 MiB at most. In a cluster, the kubelet does the same for each container, by default with five files of 10 MiB (\`containerLogMaxSize\`, \`containerLogMaxFiles\`).`;

const measured =
  'At the broken stage under 100 users, with 290 to 300 requests per second of which more than 99 % fail, on two cores shared with the load generator, PostgreSQL and another program (one minute of each, times 60):';

export function logSection(): Section {
  const { title, markdown } = section(
    'Logs',
    `${meaning}\n\n${measured}`,
    ['log', 'MB an hour', 'at most one line per cause and second, for comparison'],
    [
      ['the API, in the first minute', '0.2', '1.2'],
      ['the API, later', '0.1', '1.2'],
      ['PostgreSQL', '28 to 34', ''],
    ],
  );
  return { title, markdown: `${markdown}\n\n${limits}` };
}
