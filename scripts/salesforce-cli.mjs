/** The official Salesforce CLI, for tests that compare keyturn or the practice org with it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runProgram } from './check-lanes.mjs';

const { root, toolchain } = createRequire(import.meta.url)('./bootstrap.cjs');

export const cliVersion = '2.150.6';
/** A separate folder, because npm removes packages that it didn't just install. */
const cliFolder = join(toolchain, 'salesforce-cli');
export const sf = join(cliFolder, 'node_modules', '.bin', 'sf');

/** Installs it if needed. As the outcome of a check. */
export async function installCli() {
  if (await isCliThere()) return { passed: 1, failed: 0, shown: '' };
  const place = [
    '--prefix',
    cliFolder,
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
  ];
  const { output } = await runProgram('npm', ['install', ...place, `@salesforce/cli@${cliVersion}`], { cwd: root });
  return (await isCliThere()) ? { passed: 1, failed: 0, shown: '' } : { passed: 0, failed: 1, shown: output };
}

async function isCliThere() {
  if (!existsSync(sf)) return false;
  const { isOk, output } = await runProgram(sf, ['--version'], {
    env: { ...process.env, SF_DISABLE_TELEMETRY: 'true' },
  });
  return isOk && output.includes(`@salesforce/cli/${cliVersion}`);
}
