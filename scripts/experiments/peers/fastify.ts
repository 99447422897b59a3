import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import pg from 'pg';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';

// A peer: Fastify without a schema for the response, a log or metrics.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10, idleTimeoutMillis: 30_000 });
const app = Fastify();

app.get('/feed', async () => {
  const { rows } = await pool.query(feedQuery);
  return rows;
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
console.log(JSON.stringify({ port: (app.server.address() as AddressInfo).port, msg: 'listening' }));
