import { after, before } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import type { Connections, CreatePool } from '../database/connections.ts';
import { openConnections as openSharedPool } from '../database/shared-pool.ts';
import { startTestApi, type TestApi } from './test-api.ts';

/** A database and an API on it for all tests of a file, gone when they are over. Filled in before the first test. */
export interface TestContext {
  database: TestDatabase;
  api: TestApi;
}

/** Registers the hooks of a test file that needs one API. `prepare` may change the database before anybody looks. */
export function useTestApi({
  openConnections = openSharedPool,
  prepare = async () => {},
}: {
  openConnections?: (createPool: CreatePool) => Connections;
  prepare?: (database: TestDatabase) => Promise<void>;
} = {}): TestContext {
  const context = {} as TestContext;
  before(async () => {
    context.database = await createTestDatabase();
    await prepare(context.database);
    context.api = await startTestApi(context.database.apiUrl, openConnections);
  });
  after(async () => {
    await context.api.close();
    await context.database.drop();
  });
  return context;
}
