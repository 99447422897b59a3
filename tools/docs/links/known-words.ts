/**
 * What the walkthrough is about: words that it explains where they first come up, and names of programs. A formula that counts
 * syllables takes each for a hard word. Whatever is not explained there does not belong here.
 */
export const knownWords: ReadonlySet<string> = new Set([
  ...['api', 'cluster', 'dashboard', 'grafana', 'kubernetes', 'node.js', 'postgresql', 'prometheus'],
  ...['connection', 'connections', 'pool', 'pools', 'timeout'],
  ...['database', 'databases', 'index', 'indexes', 'query', 'queries', 'migration', 'migrations', 'memory'],
  ...['latency', 'throughput', 'machine', 'machines', 'millisecond', 'milliseconds'],
]);
