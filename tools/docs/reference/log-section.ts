import { runsFolder } from '../../../scripts/lib/project-folder.ts';
import { experimentFigure } from '../figures/experiment-figures.ts';
import type { Section } from './section.ts';

const meaning = `The API writes its log to standard output, as a JSON object per line (\`LOG_LEVEL\`). The first warning or error of each cause (message, \`code\` and \`reason\`) is written at once. Further ones are counted: as long as the cause repeats, it gets a line after 1 s, 2 s, 4 s and so on, up to 60 s. In such a line, \`times\` is the number of failures since the line before for the same cause, and the other fields are those of the latest. The total number of failures is the sum of \`times\`, with 1 for each line that has none. Counts that have not been written yet are written when the API exits; only SIGKILL loses them.

A new cause, or one that has been quiet for a minute, is written at once, and resets the interval of all causes to 1 s. Beyond 20 causes at a time, those with the same message are counted together.`;

const limits = `PostgreSQL writes a line for each login that the API gives up on ("Connection reset by peer"), and for each that it refuses. On this machine, the live page rotates each log that is larger than 10 MiB, and keeps one old file (\`api.log.1\`, \`postgres.log.1\`): while the page is running, each log takes about 20 MiB at most. In a cluster, the kubelet rotates the log of each container, by default with five files of 10 MiB (\`containerLogMaxSize\`, \`containerLogMaxFiles\`).`;

const sizes = () =>
  `\`make bench ARGS=log-volume\` measures this at the broken stage: 100 users for two minutes, without a pause. It sends as many requests as the machine can take, and reports how much each log grows in a minute, multiplied by 60. The numbers below come from ${figure('machine')}, which the load generator and PostgreSQL share with the API. The iterations are the rounds of password hashing per login.`;

const figure = (path: string) => experimentFigure(runsFolder, `log-volume:${path}`);
const columns =
  'iterations = scramIterations; minute = phase; requests per second = requestsPerSecond; failed = failedShare; API, per hour = apiLogBytesPerHour; PostgreSQL, per hour = postgresLogBytesPerHour';

export function logSection(): Section {
  return { title: 'Logs', markdown: ['## Logs', meaning, sizes(), figure(`rows | ${columns}`), limits].join('\n\n') };
}
