import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';

// A peer: a small Express API with metrics, as in the documentation of Express and prom-client.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10, idleTimeoutMillis: 30_000 });
const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of requests',
  labelNames: ['method', 'route', 'status'],
});
collectDefaultMetrics();

const app = express();

app.use((request, response, next) => {
  const end = duration.startTimer();
  response.on('finish', () => {
    end({ method: request.method, route: request.route?.path ?? 'unknown', status: response.statusCode });
  });
  next();
});

app.get('/feed', async (_request, response) => {
  const { rows } = await pool.query(feedQuery);
  response.json(rows);
});

app.get('/metrics', async (_request, response) => {
  response.type(register.contentType).send(await register.metrics());
});

const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, msg: 'listening' }));
});
