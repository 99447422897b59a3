import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';

// A peer: node-http.ts with a named statement. PostgreSQL parses and plans it once per connection.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10, idleTimeoutMillis: 30_000 });

const server = createServer(async (request, response) => {
  if (request.method !== 'GET' || request.url !== '/feed') {
    response.statusCode = 404;
    response.end();
    return;
  }
  try {
    const { rows } = await pool.query({ name: 'feed', text: feedQuery });
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(rows));
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    response.end();
  }
});

server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, msg: 'listening' }));
});
