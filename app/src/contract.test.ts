import { after } from 'node:test';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { openConnections } from './database/shared-pool.ts';
import { startTestApi } from './testing/use-test-api.ts';

const database = await createTestDatabase();
const api = await startTestApi(database.apiUrl, openConnections);
after(async () => {
  await api.close();
  await database.drop();
});

// The test that `helm test` runs in a cluster, on this process's API.
process.env.API_URL = api.url;
await import('../../charts/feed-lab/files/contract.test.ts');
