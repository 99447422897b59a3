/** Numbers with a unit that belong to the scenario, its code and its rules, and were not measured: the only ones that a page may hold by hand. */
export const scenarioConstants: string[] = [
  // The API: the limits of both variants, and what a feed shows.
  '150 ms',
  '2,000 ms',
  '30,000 ms',
  '2 s',
  '20 posts',
  '20 rows',
  // The load test.
  '100 users',
  '30 s',
  '30 seconds',
  // The data, and the sizes that the questions ask about.
  '10,000 posts',
  '10,000 rows',
  '1,000,000 posts',
  '1,000,000 rows',
  '1 million posts',
  '1 million rows',
  '10 million posts',
  '10 million rows',
  '20 million posts',
  '600 users',
  '10,000 times',
  // How long the experiments last, as their methods say.
  '10 s',
  '5,000 posts',
  '70 s',
  // PostgreSQL: its limit of connections, its pages, the pool.
  '100 connections',
  '10 connections',
  '8 KiB',
  // What to have ready: generous, so that it is enough anywhere.
  '1 GiB',
  '5 GiB',
  '8 GiB',
  // What a share can be at most or at least.
  '100 %',
  '0 %',
];
