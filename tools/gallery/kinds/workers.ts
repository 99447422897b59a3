/** Ten workers that take jobs from a queue. A job resolves to whether its client is intact. */
export const workers = `type Job = (client: pg.Client) => Promise<boolean>;
  const jobs: Job[] = [];
  const wakeUps: (() => void)[] = [];
  let isClosed = false;

  async function open(onEnd: () => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: process.env.DATABASE_URL ?? '',
      connectionTimeoutMillis: 2000,
      statement_timeout: 10_000,
    });
    client.on('error', onEnd);
    client.on('end', onEnd);
    await client.connect();
    return client;
  }

  async function serve(): Promise<void> {
    let client: pg.Client | undefined;
    while (!isClosed) {
      if (jobs.length === 0) {
        await new Promise<void>((resolve) => wakeUps.push(resolve));
        continue;
      }
      try {
        client ??= await open(() => {
          client = undefined;
        });
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      const current = client;
      const isIntact = await jobs.shift()?.(current);
      if (isIntact === false) {
        client = undefined;
        current.end().catch(() => {});
      }
    }
    await client?.end();
  }

  const working = Array.from({ length: 10 }, serve);`;
