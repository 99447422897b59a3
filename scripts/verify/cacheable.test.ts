// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerThatAllowsReuse } from './cacheable.ts';

const later = new Date('2100-01-01').toUTCString();
const earlier = new Date(0).toUTCString();

for (const [name, value] of [
  ['cache-control', 'public, max-age=30'],
  ['cache-control', 's-maxage="5"'],
  ['cache-control', 'max-age=0, stale-while-revalidate=10'],
  ['cache-control', 'immutable'],
  ['cdn-cache-control', 'max-age=10'],
  ['surrogate-control', 'max-age=10'],
  ['edge-control', 'cache-maxage=5m'],
  ['edge-control', '!no-store, max-age=1d'],
  ['x-accel-expires', '5'],
  ['x-accel-expires', '@4102444800'],
  ['expires', later],
  ['last-modified', earlier],
] as const)
  test(`${name}: ${value} lets others answer with the response later`, () => {
    assert.equal(headerThatAllowsReuse(new Headers([[name, value]])), `${name}: ${value}`);
  });

for (const headers of [
  {},
  { 'cache-control': 'no-store' },
  { 'cache-control': 'no-cache, max-age=30' },
  { 'cache-control': 'max-age=0, must-revalidate' },
  { 'cache-control': 'private' },
  { 'edge-control': 'no-store, cache-maxage=5m' },
  { 'x-accel-expires': '0' },
  { 'x-accel-expires': 'off' },
  { 'x-accel-expires': '@1000000000' },
  { expires: earlier },
  { expires: earlier, 'last-modified': earlier },
  { 'last-modified': earlier, 'cache-control': 'no-cache' },
  { expires: later, 'cache-control': 'max-age=0' },
] as Record<string, string>[])
  test(`${JSON.stringify(headers)} does not`, () => {
    assert.equal(headerThatAllowsReuse(new Headers(headers)), undefined);
  });
