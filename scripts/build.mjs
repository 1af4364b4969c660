import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, sep } from 'node:path';
import { build } from 'esbuild';
import { mergeChunks } from './merge-chunks.mjs';

const require = createRequire(import.meta.url);
const { sourceStamp } = require('./freshness.cjs');
const { root, buildFile } = require('./bootstrap.cjs');
const dist = join(root, 'dist');

/** Programs that run as child processes. */
const brokers = ['secret-store', 'sign-ins'].flatMap((folder) =>
  readdirSync(join(root, 'src/core/adapters', folder))
    .filter((name) => name.endsWith('-broker.ts'))
    .map((name) => join('src/core/adapters', folder, name)),
);

/** What `keyturn status` loads one after another, and so nearly every command. It becomes one file. */
const usual = [
  'cli/run',
  'cli/commands/status',
  'compose',
  'compose/state-notices',
  'core/acts/explaining',
  'core/adapters/config',
  'core/adapters/home',
  'core/adapters/incidents',
  'core/adapters/own-files',
  'core/adapters/state/open-state',
  'core/adapters/system-clock',
  'core/words/home-care',
].map((name) => `src/${name}.ts`);

/** Packages that make the program slow to start if they are loaded too early. */
const heavy = [
  'ink/',
  'react/',
  'zod/',
  '@salesforce/core',
  'jsforce',
  'commander/',
  'nodemailer/',
  '@zxcvbn-ts/',
  'builtin:node:sqlite',
];
/** Parts of jsforce that keyturn doesn't use. Loading them would take as long as the rest of a command. */
const unused = ['faye/', 'jsforce/lib/api/bulk'];

// Taken before the sources are read, so an edit during the build makes the build stale.
const stamp = sourceStamp(root);
const form = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};
const { metafile, outputFiles } = await build({
  ...form,
  entryPoints: ['src/cli/main.ts', ...brokers],
  entryNames: '[name]',
  outdir: 'dist',
  splitting: true,
  jsx: 'automatic',
  external: ['@salesforce/core', 'keytar', 'node-cron', 'undici'],
  // Ink uses the developer tools only in development.
  alias: { 'react-devtools-core': './scripts/no-devtools.mjs' },
  plugins: [
    replacing('jsforce', 'undici', 'no-undici.mjs'),
    replacing('commander', 'node:child_process', 'no-programs.mjs'),
    withoutFacades(),
  ],
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  write: false,
}).catch(() => process.exit(1));

const early = staticClosure('dist/main.js').filter((input) =>
  heavy.some((name) => input.includes(`node_modules/${name}`) || input === name),
);
if (early.length > 0) {
  const names = [...new Set(early)].slice(0, 5).join(', ');
  process.stderr.write(`dist/main.js would load at start what only some commands need: ${names}. Import it lazily.\n`);
  process.exit(1);
}
const surplus = Object.keys(metafile.inputs).filter((input) =>
  unused.some((name) => input.includes(`node_modules/${name}`)),
);
if (surplus.length > 0) {
  process.stderr.write(`The bundle would contain ${surplus[0]}. Import only the parts of jsforce that are used.
`);
  process.exit(1);
}
const outputs = new Map(
  outputFiles.map(({ path, text }) => [
    basename(path),
    {
      text,
      exports: metafile.outputs[`dist/${basename(path)}`].exports,
      isLate: metafile.outputs[`dist/${basename(path)}`].entryPoint !== undefined,
    },
  ]),
);
writeDist(new Map([...(await mergeChunks(outputs, filesOfUsual(), form)), ...(await practiceOrgModule())]));

/** `keyturn/practice-org`: one file without dependencies, for tests that run on an older Node than keyturn, and its types. */
async function practiceOrgModule() {
  const { outputFiles } = await build({
    ...form,
    target: 'node20',
    entryPoints: { 'practice-org': 'src/practice-org/embed.ts' },
    outdir: 'dist',
    inject: ['scripts/node-20.mjs'],
    define: { 'Map.groupBy': 'mapGroupBy', 'Object.groupBy': 'objectGroupBy', 'URL.parse': 'urlParse' },
    write: false,
  });
  const start =
    '\n/** Runs an org that keeps nothing on disk. Several can run at once. @throws Error for options that are not possible */\n' +
    'export declare function startPracticeOrg(options?: PracticeOrgOptions): Promise<PracticeOrg>;\n';
  return [
    ...outputFiles.map(({ path, text }) => [basename(path), text]),
    ['practice-org.d.ts', readFileSync(join(root, 'src/practice-org/embed-types.ts'), 'utf8') + start],
  ];
}

/** The usual parts and the chunks that they load at once, without those of `main.js`, which answers `--version` alone. */
function filesOfUsual() {
  const withMain = new Set(filesAtOnce('dist/main.js'));
  const entries = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => usual.includes(entryPoint));
  const files = new Set(entries.flatMap(([path]) => filesAtOnce(path)));
  const isOurs = (path) => path in metafile.outputs && (isUsual(path) || !metafile.outputs[path].entryPoint);
  return [...files].filter((path) => isOurs(path) && !withMain.has(path)).map((path) => basename(path));
}

function isUsual(path) {
  return usual.includes(metafile.outputs[path].entryPoint);
}

/**
 * What a package imports and never uses. keyturn sends the requests of jsforce itself, and has no commands that are programs of their
 * own.
 */
function replacing(name, imported, script) {
  const path = join(root, 'scripts', script);
  const isFromPackage = ({ importer }) => importer.includes(`${join('node_modules', name)}${sep}`);
  return {
    name: `${name} without ${imported}`,
    setup: ({ onResolve }) =>
      onResolve({ filter: new RegExp(`^${imported}$`) }, (from) => (isFromPackage(from) ? { path } : null)),
  };
}

/**
 * Node's own modules without what Node builds for an `import` of them. That reads every property, which opens stdin and loads the parts
 * for workers, streams and the web: it takes as long as a short command. Of the names below, only those that are used stay.
 */
function withoutFacades() {
  const contents = (name) => {
    const names = Object.keys(process.getBuiltinModule(name)).filter(
      (each) => /^[A-Za-z]\w*$/.test(each) && each !== 'default',
    );
    return [
      `const own = process.getBuiltinModule('${name}');\nconst pick = (name) => own[name];\nexport default own;`,
      ...names.map(
        (each) => `const own_${each} = /* @__PURE__ */ pick('${each}');\nexport { own_${each} as ${each} };`,
      ),
    ].join('\n');
  };
  return {
    name: 'without facades',
    setup: ({ onResolve, onLoad }) => {
      const isStatic = ({ kind }) => kind === 'import-statement';
      onResolve({ filter: /^node:/ }, (from) => (isStatic(from) ? { path: from.path, namespace: 'builtin' } : null));
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: contents(path) }));
    },
  };
}

/** Writes new files before it removes old ones, so that a running program still finds the chunks that it loads later. */
function writeDist(files) {
  mkdirSync(dist, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(dist, name), withRequire(text));
  for (const name of readdirSync(dist)) if (!files.has(name)) rmSync(join(dist, name), { recursive: true });
  writeFileSync(buildFile, stamp);
}

/** Packages that aren't modules call `require`, through one function of esbuild. */
function withRequire(text) {
  if (!/\btypeof require\b/.test(text)) return text;
  return `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);\n${text}`;
}

/** All sources and packages that load before the first line of a file runs. */
function staticClosure(file) {
  return filesAtOnce(file).flatMap((path) => [path, ...Object.keys(metafile.outputs[path]?.inputs ?? {})]);
}

/** The files of which they are a part. */
function filesAtOnce(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const next = (metafile.outputs[file]?.imports ?? []).filter(({ kind }) => kind === 'import-statement');
  return [file, ...next.flatMap(({ path }) => filesAtOnce(path, seen))];
}
