/**
 * The import rules. A rule's comment is shown to someone who has just broken it. It says why the rule exists and where the
 * code belongs.
 */
const { floors, floorRules, pure, under } = require('./scripts/floors.cjs');

const io =
  '(@salesforce/core|jsforce|@jsforce/jsforce-node|keytar|node-cron|ink|@inkjs/ui|react|pino|commander|write-file-atomic|env-paths)';
const insideCore = { path: '^src/core/', pathNot: '^src/core/adapters/' };
module.exports = {
  forbidden: [
    {
      name: 'core-knows-no-surroundings',
      comment:
        'The core makes the decisions. Its callers (screen, command line, scheduler) and what it acts on (practice org, adapters) stay outside. Declare what you need as a port in src/core/ports, and let src/compose.ts pass it in.',
      severity: 'error',
      from: insideCore,
      to: { path: '^src/(ui|cli|scheduler|practice-org|core/adapters)/|^src/compose(\\.ts$|/)' },
    },
    {
      name: 'core-does-no-io',
      comment:
        'The core runs the same with a real org, the practice org and a test. Use files, network, processes and the clock through a port. Their code is an adapter in src/core/adapters.',
      severity: 'error',
      from: insideCore,
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-uses-no-io-package',
      comment:
        'This package does input or output, or draws. Use it in an adapter or in the screen, and give the core a port instead.',
      severity: 'error',
      from: insideCore,
      to: { path: `(^|node_modules/)${io}(/|$)` },
    },
    {
      name: 'pure-folders-stay-pure',
      comment:
        'These folders hold tables and pure functions. They import only each other and types, so their tests need no fakes. Code that asks or changes something is an act or a use case.',
      severity: 'error',
      from: { path: under('core', pure) },
      to: { path: '^src/', pathNot: under('core', pure), dependencyTypesNot: ['type-only'] },
    },
    ...floorRules(),
    {
      name: 'every-folder-has-a-floor',
      comment: 'Add a new folder to scripts/floors.cjs, before all folders that may import it.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: under('core', floors.core) },
      to: {},
    },
    {
      name: 'every-folder-of-ui-has-a-floor',
      comment: 'Add a new folder to scripts/floors.cjs, before all folders that may import it.',
      severity: 'error',
      from: { path: '^src/ui/', pathNot: under('ui', floors.ui) },
      to: {},
    },
    {
      name: 'cli-opens-screens-only-at-their-doors',
      comment:
        'A command starts a whole screen and uses its result, but not the parts of the screen. Open it through src/ui/run-*.ts, reveal-screen, ask-*.ts or wants-lines.ts. paint.ts colors the lines of commands.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/ui/',
        pathNot: '^src/ui/(run-[^/]+|reveal-screen|ask-[^/]+|wants-lines|paint)\\.tsx?$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'cli-knows-no-scheduler-insides',
      comment: 'src/compose.ts connects the command line and the scheduler. Neither depends on the other.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/scheduler/' },
    },
    {
      name: 'documents-are-only-described',
      comment:
        'src/cli/documents describes the JSON documents for the reference and the tests. The program takes its types only: loading the descriptions would make every command slower to start.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/documents/' },
      to: { path: '^src/cli/documents/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ui-asks-and-shows',
      comment:
        'The screen shows what the core reports and returns what the person chose. It knows neither flags nor timers. Pass in what it needs.',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(cli|scheduler)/|^src/compose(\\.ts$|/)' },
    },
    {
      name: 'scheduler-knows-when-not-what',
      comment:
        'The scheduler decides when a use case runs, without a person at the terminal. It uses no screen and no flags.',
      severity: 'error',
      from: { path: '^src/scheduler/' },
      to: { path: '^src/(cli|ui)/' },
    },
    {
      name: 'adapters-are-composed',
      comment:
        'Only src/compose.ts decides which adapter serves a port. All other code uses the port, so the practice org can replace a real org.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(compose\\.ts$|compose/|core/adapters/)' },
      to: { path: '^src/core/adapters/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'practice-org-is-met-on-the-wire',
      comment:
        'The product uses the practice org over HTTP, like any Salesforce org. Only src/compose.ts starts it, through src/practice-org/start.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(compose\\.ts$|compose/|practice-org/)' },
      to: { path: '^src/practice-org/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'practice-org-has-one-door',
      comment:
        'Use the practice org only through src/practice-org/start.ts. Everything behind it can change without affecting the product.',
      severity: 'error',
      from: { path: '^src/compose(\\.ts$|/)' },
      to: { path: '^src/practice-org/', pathNot: '^src/practice-org/start\\.ts$' },
    },
    {
      name: 'practice-org-knows-no-product',
      comment:
        "A simulator that shares code with the product also shares its mistakes. Implement Salesforce's behavior a second time, independently.",
      severity: 'error',
      from: { path: '^src/practice-org/' },
      to: { path: '^src/', pathNot: '^src/practice-org/' },
    },
    {
      name: 'no-circles',
      comment: 'Merge files that need each other, or move what both need into a third file. Type imports count, too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '^node_modules/(?!(@salesforce|@inkjs|jsforce|keytar|node-cron|ink|react|pino|commander|write-file-atomic|env-paths))',
    },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
