/** Code of a semaphore with ten permits, a set of unused clients, and open(), which logs in. */
export const semaphore = `const free = new Set<pg.Client>();
  const line: (() => void)[] = [];
  let permits = 10;

  function acquire(): Promise<void> {
    if (permits > 0) {
      permits -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        line.splice(line.indexOf(enter), 1);
        reject(new Error('timeout: no connection within 2 s'));
      }, 2000);
      line.push(enter);
    });
  }

  function release(): void {
    const enter = line.shift();
    if (enter) enter();
    else permits += 1;
  }

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: process.env.DATABASE_URL ?? '',
      connectionTimeoutMillis: 2000,
      statement_timeout: 10_000,
    });
    client.on('error', () => free.delete(client));
    client.on('end', () => free.delete(client));
    await client.connect();
    return client;
  }`;
