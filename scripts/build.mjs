import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, sep } from 'node:path';
import { build } from 'esbuild';

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
  'node:sqlite',
];
/** Parts of jsforce that keyturn doesn't use. Loading them would take as long as the rest of a command. */
const unused = ['faye/', 'jsforce/lib/api/bulk'];

// Taken before the sources are read, so an edit during the build makes the build stale.
const stamp = sourceStamp(root);
const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts', ...brokers],
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: 'none',
  external: ['@salesforce/core', 'keytar', 'node-cron', 'undici'],
  // Ink uses the developer tools only in development.
  alias: { 'react-devtools-core': './scripts/no-devtools.mjs' },
  plugins: [withoutClientOfJsforce()],
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  metafile: true,
  write: false,
  logLevel: 'warning',
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
writeDist();

/** keyturn sends the requests of jsforce itself, so the HTTP client that jsforce loads is never used. */
function withoutClientOfJsforce() {
  const path = join(root, 'scripts/no-undici.mjs');
  const isJsforce = ({ importer }) => importer.includes(`${join('node_modules', 'jsforce')}${sep}`);
  return {
    name: 'without the HTTP client of jsforce',
    setup: ({ onResolve }) => onResolve({ filter: /^undici$/ }, (from) => (isJsforce(from) ? { path } : null)),
  };
}

/** Writes new files before it removes old ones, so that a running program still finds the chunks that it loads later. */
function writeDist() {
  mkdirSync(dist, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const fresh = new Set(outputFiles.map(({ path }) => basename(path)));
  for (const name of readdirSync(dist)) if (!fresh.has(name)) rmSync(join(dist, name), { recursive: true });
  writeFileSync(buildFile, stamp);
}

/** All files that load before the first line of a file runs. */
function staticClosure(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const output = metafile.outputs[file];
  if (!output) return [file];
  const next = output.imports.filter(({ kind }) => kind === 'import-statement');
  return [...Object.keys(output.inputs), ...next.flatMap(({ path }) => staticClosure(path, seen))];
}
