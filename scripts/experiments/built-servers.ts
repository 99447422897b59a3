import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { run } from '../lib/run.ts';
import { compileApi } from '../targets/compile-api.ts';

/** A server that can be measured. Node.js runs `file`, which is compiled. */
export interface ServerProgram {
  name: string;
  file: string;
  /** Variables that only this server gets. */
  environment?: NodeJS.ProcessEnv;
  /**
   * A counter in its /metrics that must count every request for the feed, and nothing else. 'none'
   * if /metrics must be empty; absent if there is no such page.
   */
  counter?: { name: string; labels: Record<string, string> } | 'none';
}

const esModule = JSON.stringify({ type: 'module' });

/** Runs `work` with a temporary folder for programs that import the packages of this checkout. */
export async function withBuildFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'feed-lab-servers-')));
  try {
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ownApi = (folder: string): ServerProgram => ({
  name: 'feed-lab',
  file: join(folder, 'src/server.js'),
  environment: { SHUTDOWN_DELAY_MS: '0' },
  counter: { name: 'http_requests_total', labels: { route: '/feed', status_code: '200' } },
});

/** The API of the indexed stage. */
export async function buildOwnApi(folder: string, signal: AbortSignal): Promise<ServerProgram> {
  const built = join(folder, 'api');
  await compileApi('fixed', built, signal);
  return ownApi(built);
}

/** Compiles peers/ and what the files there import. Resolves to the folder with its files. */
async function compilePeers(folder: string, signal: AbortSignal): Promise<string> {
  const compiled = await run(
    'program',
    signal,
  )({
    cwd: projectFolder,
  })`${process.execPath} node_modules/typescript/bin/tsc -p scripts/experiments/peers --outDir ${folder}`;
  signal.throwIfAborted();
  if (compiled.exitCode !== 0)
    throw new LabError(
      'build_failed',
      `scripts/experiments/peers does not compile:\n${compiled.stdout.trim() || compiled.stderr.trim()}`,
      'Correct the lines above.',
    );
  writeFileSync(join(folder, 'package.json'), esModule);
  return join(folder, 'scripts/experiments/peers');
}

/** The servers that the API is compared with. */
export async function buildPeers(folder: string, signal: AbortSignal) {
  const peers = await compilePeers(join(folder, 'peers'), signal);
  return {
    express: {
      name: 'Express, prom-client',
      file: join(peers, 'express.js'),
      counter: { name: 'http_request_duration_seconds_count', labels: { route: '/feed', status: '200' } },
    },
    fastify: { name: 'Fastify', file: join(peers, 'fastify.js') },
    nodeHttp: { name: 'node:http', file: join(peers, 'node-http.js') },
    nodeHttpNamed: { name: 'node:http, named statement', file: join(peers, 'node-http-named.js') },
  } satisfies Record<string, ServerProgram>;
}

/**
 * A copy of a built API whose metrics do nothing: its histogram is replaced, and so is prom-client,
 * by a package in a node_modules of its own. It still measures all times.
 */
export async function withoutMetrics(folder: string, signal: AbortSignal): Promise<ServerProgram> {
  const copy = join(folder, 'api-without-metrics');
  cpSync(join(folder, 'api'), copy, { recursive: true });
  const promClient = join(copy, 'node_modules/prom-client');
  mkdirSync(promClient, { recursive: true });
  const compiled = await compilePeers(join(folder, 'no-op'), signal);
  const noOp = join(compiled, '../no-op-metrics.js');
  cpSync(noOp, join(promClient, 'index.js'));
  cpSync(noOp, join(copy, 'src/metrics/duration-histogram.js'));
  writeFileSync(join(promClient, 'package.json'), JSON.stringify({ type: 'module', exports: './index.js' }));
  return { ...ownApi(copy), name: 'metrics off', counter: 'none' };
}
