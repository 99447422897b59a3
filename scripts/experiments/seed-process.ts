import { seed } from '../../db-migrations/src/seed.ts';
import type { SeedSize } from '../../db-migrations/src/seed-rows.ts';

// Seeds in a process of its own, so that its memory can be measured. Prints the progress, and then
// the peak of its memory: VmHWM in Linux's proc(5), which Node.js can read on every system.

const { url, size } = JSON.parse(process.argv[2] ?? '') as { url: string; size: SeedSize };
const startedAt = performance.now();
await seed(url, size, { onText: (text) => console.log(text) });
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));
