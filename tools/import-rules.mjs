// The configuration of dependency-cruiser, which loads it without tsx; check-imports.ts runs it.

/** The rooms of scripts/, lowest first. Each imports only from the lines before its own. */
const levels = [
  ['lib'],
  ['scenario'],
  ['settings'],
  ['load'],
  ['results'],
  ['targets'],
  ['measure'],
  ['verify', 'live', 'walkthrough', 'experiments'],
  ['commands'],
];

/** @param {string[]} rooms */
const inRooms = (rooms) => `^scripts/(${rooms.join('|')})/`;

const upwards = levels.flatMap((rooms, level) =>
  rooms.map((room) => {
    const outOfReach = [...rooms.filter((other) => other !== room), ...levels.slice(level + 1).flat()];
    return {
      name: `${room}-imports-only-from-below`,
      severity: 'error',
      comment: `scripts/${room}/ may import from ${levels.slice(0, level).flat().join(', ') || 'no other room'}, types included. Move what both need into a lower room.`,
      from: { path: inRooms([room]) },
      to: { path: outOfReach.length > 0 ? `${inRooms(outOfReach)}|^scripts/lab\\.ts$` : '^scripts/lab\\.ts$' },
    };
  }),
);

/** The forbidden imports; docs/architecture.md has a table of the permitted ones. */
const forbidden = [
  {
    name: 'no-circles',
    severity: 'error',
    comment: 'One of these modules is in the wrong place, or has two purposes. Imports of types count.',
    from: {},
    to: { circular: true },
  },
  ...upwards,
  {
    name: 'every-room-has-a-level',
    severity: 'error',
    comment: 'Code of scripts/ is in a room; a new room belongs in `levels` above, and in docs/architecture.md.',
    from: { path: `^scripts/(?!(${levels.flat().join('|')})/|lab\\.)` },
    to: {},
  },
  {
    name: 'lib-knows-nothing-of-the-product',
    severity: 'error',
    comment: 'scripts/lib/ could serve any command-line tool.',
    from: { path: '^scripts/lib/' },
    to: { path: '^(app|charts|dashboards|db-migrations|loadtest)/' },
  },
  {
    name: 'nothing-imports-tools',
    severity: 'error',
    comment: 'tools/ is not needed to use the lab. Only tests of scripts/ may import from it, and only tools/sandbox/.',
    from: { pathNot: '^tools/|\\.test\\.ts$' },
    to: { path: '^tools/' },
  },
  {
    name: 'tests-import-only-the-sandbox',
    severity: 'error',
    comment: 'A test outside of tools/ may import only from tools/sandbox/.',
    from: { path: '^scripts/.*\\.test\\.ts$' },
    to: { path: '^tools/(?!sandbox/)' },
  },
  {
    name: 'the-product-stands-alone',
    severity: 'error',
    comment: 'The API, the migrator, the load test, the panels and the chart import nothing else of the lab.',
    from: {
      path: '^(app|charts|dashboards|db-migrations|loadtest)/',
      pathNot: '^app/src/(.*\\.test\\.ts|testing/.*)$',
    },
    to: { path: '^(app|charts|dashboards|db-migrations|loadtest|scripts|tools)/', pathNot: '^$1/' },
  },
  {
    name: 'tests-of-the-api',
    severity: 'error',
    comment:
      "The API's tests import only test databases, from db-migrations/src/testing/, and the contract, from the chart.",
    from: { path: '^app/src/(.*\\.test\\.ts|testing/.*)$' },
    to: { path: '^(dashboards|db-migrations/src/(?!testing/)|loadtest|scripts|tools)/' },
  },
  {
    name: 'targets-by-interface',
    severity: 'error',
    comment: 'Only targets.ts names the targets; the live page and the experiments use parts of the local one.',
    from: {
      path: '^scripts/',
      pathNot: '^scripts/(targets/(targets\\.ts|[^/]+/)|live/|experiments/)|\\.test\\.ts$',
    },
    to: { path: '^scripts/targets/[^/]+/' },
  },
  {
    name: 'local-rooms',
    severity: 'error',
    comment: 'The live page and the experiments run only on this machine, except for the experiments in in-cluster/.',
    from: { path: '^scripts/(live|experiments)/', pathNot: '^scripts/experiments/in-cluster/' },
    to: { path: '^scripts/targets/[^/]+/', pathNot: '^scripts/targets/local/' },
  },
  {
    name: 'targets-apart',
    severity: 'error',
    comment: 'A target imports nothing from another one; code that both need is in targets/ itself.',
    from: { path: '^scripts/targets/([^/]+)/' },
    to: { path: '^scripts/targets/[^/]+/', pathNot: '^scripts/targets/$1/' },
  },
  {
    name: 'kubernetes-api-below-its-users',
    severity: 'error',
    comment:
      'The client of the Kubernetes API imports no folder that uses it; what both need is in kubernetes-objects.ts.',
    from: { path: '^scripts/targets/kind/(api-reads|kubernetes-api|kubernetes-objects)\\.ts$' },
    to: { path: '^scripts/targets/kind/[^/]+/' },
  },
  {
    name: 'problems-read-nothing',
    severity: 'error',
    comment: 'problems/ explains objects of Kubernetes (kubernetes-objects.ts) that its callers have read.',
    from: { path: '^scripts/targets/kind/problems/' },
    to: {
      path: '^scripts/targets/kind/',
      pathNot: '^scripts/targets/kind/(problems/|kubernetes-objects\\.ts$|cluster-access\\.ts$)',
    },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden,
  options: {
    // As written, so that imports of types count.
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    enhancedResolveOptions: { conditionNames: ['mine', 'import', 'default'], extensions: ['.ts', '.js'] },
  },
};
