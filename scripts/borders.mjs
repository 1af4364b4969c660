/**
 * Checks the import rules. Prints for the folders of `core` and `ui` how many imports go up, and how many close a circle.
 * Type imports count like others. Also lists the ways around the gate for text from outside.
 */
import { createRequire } from 'node:module';
import { cruise, format } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { waysAround } from './outside.mjs';

const require = createRequire(import.meta.url);
const { floors } = require('./floors.cjs');
const { root } = require('./bootstrap.cjs');

process.chdir(root);
const { output } = await cruise(['src'], await extractOptions('./.dependency-cruiser.cjs'));
const { violations } = output.summary;
const broken = (pattern) => violations.filter(({ rule }) => pattern.test(rule.name)).length;

if (violations.length > 0) {
  const { output: text } = await format(output, { outputType: 'err-long' });
  process.stdout.write(`${text}\n`);
}
for (const [area, names] of Object.entries(floors)) {
  const backUp = broken(new RegExp(`^${area}-.*-looks-down$`));
  process.stdout.write(`src/${area}: ${names.length} folders, ${backUp} imports go up\n`);
}
process.stdout.write(`src: ${broken(/^no-circles$/)} imports in a circle\n`);
const around = waysAround(root);
for (const { file, line, why } of around) process.stdout.write(`${file}:${line}: ${why}\n`);
process.stdout.write(`src: ${around.length} ways around the gate for text from outside\n`);
process.exitCode = violations.length + around.length > 0 ? 1 : 0;
