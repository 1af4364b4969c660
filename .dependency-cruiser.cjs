/**
 * The borders of the code. Each rule's comment is what somebody reads who has just crossed one: it says why the border is
 * there and where the thing belongs.
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
        'The core decides; who asks it (screen, command line, scheduler) and what it acts on (practice org, adapters) stays outside. Say what you need as a port in src/core/ports and let src/compose.ts hand it in.',
      severity: 'error',
      from: insideCore,
      to: { path: '^src/(ui|cli|scheduler|practice-org|core/adapters)/|^src/compose(\\.ts$|/)' },
    },
    {
      name: 'core-does-no-io',
      comment:
        'The core runs the same against a real org, the practice org and a test. Files, network, processes and the clock come in through a port; the code that touches them is an adapter in src/core/adapters.',
      severity: 'error',
      from: insideCore,
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-uses-no-io-package',
      comment:
        'This package does input or output (or draws). Use it in an adapter or in the screen, and give the core a port in its place.',
      severity: 'error',
      from: insideCore,
      to: { path: `(^|node_modules/)${io}(/|$)` },
    },
    {
      name: 'pure-folders-stay-pure',
      comment:
        'These folders hold tables and functions of values: they import each other and types, so that they can be tested without anything. What has to ask or change something is an act or a use case.',
      severity: 'error',
      from: { path: under('core', pure) },
      to: { path: '^src/', pathNot: under('core', pure), dependencyTypesNot: ['type-only'] },
    },
    ...floorRules(),
    {
      name: 'every-folder-has-a-floor',
      comment: 'A new folder gets its place in scripts/floors.cjs: below everything that may import it.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: under('core', floors.core) },
      to: {},
    },
    {
      name: 'every-folder-of-ui-has-a-floor',
      comment: 'A new folder gets its place in scripts/floors.cjs: below everything that may import it.',
      severity: 'error',
      from: { path: '^src/ui/', pathNot: under('ui', floors.ui) },
      to: {},
    },
    {
      name: 'cli-opens-screens-only-at-their-doors',
      comment:
        'A command starts a whole screen and takes its outcome; the parts of a screen are the screen’s own affair. Open it through src/ui/run-*.ts, reveal-screen, ask-*.ts or wants-lines.ts.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: {
        path: '^src/ui/',
        pathNot: '^src/ui/(run-[^/]+|reveal-screen|ask-[^/]+|wants-lines)\\.tsx?$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'cli-knows-no-scheduler-insides',
      comment: 'The command line and the scheduler meet in src/compose.ts; neither knows how the other works.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/scheduler/' },
    },
    {
      name: 'ui-asks-and-shows',
      comment:
        'The screen shows what the core tells and returns what the person chose. It knows neither flags nor timers: what it needs is handed to it.',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(cli|scheduler)/|^src/compose(\\.ts$|/)' },
    },
    {
      name: 'scheduler-knows-when-not-what',
      comment: 'The scheduler decides when a use case runs, with nobody at the terminal: no screen and no flags there.',
      severity: 'error',
      from: { path: '^src/scheduler/' },
      to: { path: '^src/(cli|ui)/' },
    },
    {
      name: 'adapters-are-composed',
      comment:
        'Which adapter serves a port is decided in one place, src/compose.ts; everybody else takes the port. That is what lets the practice org stand in for a real one.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(compose\\.ts$|compose/|core/adapters/)' },
      to: { path: '^src/core/adapters/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'practice-org-is-met-on-the-wire',
      comment:
        'The practice org is a Salesforce org: the product talks to it over HTTP like to any other and only src/compose.ts starts it, through src/practice-org/start.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(compose\\.ts$|compose/|practice-org/)' },
      to: { path: '^src/practice-org/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'practice-org-has-one-door',
      comment: 'src/practice-org/start.ts is its door; what lies behind may change without the product noticing.',
      severity: 'error',
      from: { path: '^src/compose(\\.ts$|/)' },
      to: { path: '^src/practice-org/', pathNot: '^src/practice-org/start\\.ts$' },
    },
    {
      name: 'practice-org-knows-no-product',
      comment:
        'A simulator that shares code with what it tests agrees with it even where both are wrong. Write what Salesforce does once more, in its own words.',
      severity: 'error',
      from: { path: '^src/practice-org/' },
      to: { path: '^src/', pathNot: '^src/practice-org/' },
    },
    {
      name: 'no-circles',
      comment:
        'Files that need each other are one file, or hide a third one that both need. An import of a type counts as well.',
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
