import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { beginVerify, deleteVerifyPosts, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { describeNotKept, importPosts, planWrites } from './other-program.ts';

const database = await createTestDatabase();
const owner = await connect(database.ownerUrl);
await beginVerify(owner);
after(async () => {
  await deleteVerifyRows(owner);
  await owner.end();
  await database.drop();
});

/** What the table did not keep of the import, and of the other writes, with this trigger. */
async function notKept(trigger: string) {
  await owner.query(`CREATE FUNCTION change_post() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${trigger} END $$`);
  await owner.query(
    'CREATE TRIGGER changed BEFORE INSERT OR UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION change_post()',
  );
  const found = [await importPosts(owner)];
  for (const write of await planWrites(owner)) {
    await owner.query(write.statement, write.values);
    found.push(await describeNotKept(owner, write));
  }
  await owner.query('DROP FUNCTION change_post() CASCADE');
  await deleteVerifyPosts(owner);
  return found.map((text) => text ?? '');
}

test('a table keeps what another program imports, writes, changes and deletes', async () => {
  assert.deepEqual(await notKept('RETURN NEW;'), Array(7).fill(''));
});

test('rows that a trigger leaves out are found', async () => {
  const [imported] = await notKept(`IF NEW.id % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW;`);
  assert.match(imported ?? '', /imported 10,000 posts; afterwards, the table contained 5,000 of them unchanged$/);
});

test('a time that a trigger chooses is found', async () => {
  const [imported, ...others] = await notKept('NEW.created_at := clock_timestamp(); RETURN NEW;');
  assert.match(imported ?? '', /contained 0 of them/);
  assert.match(
    others[0] ?? '',
    /had inserted two posts, the table did not contain the post by user \d+, created at .*Z, as it had been written$/,
  );
});
