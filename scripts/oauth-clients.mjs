/** OAuth clients of others, for the tests of the practice org. In a folder of its own, as the Salesforce CLI is. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runProgram } from './check-lanes.mjs';

const { root, toolchain } = createRequire(import.meta.url)('./bootstrap.cjs');

const folder = join(toolchain, 'oauth-clients');
const packages = { 'openid-client': '6.9.0', 'simple-oauth2': '5.1.0' };

/** Installs them if needed. As the outcome of a check. */
export async function installOauthClients() {
  const isThere = () => Object.keys(packages).every((name) => existsSync(join(folder, 'node_modules', name)));
  if (isThere()) return { passed: 1, failed: 0, shown: '' };
  const options = '--no-save --no-package-lock --no-audit --no-fund --ignore-scripts'.split(' ');
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const { output } = await runProgram('npm', ['install', '--prefix', folder, ...options, ...names], { cwd: root });
  return isThere() ? { passed: 1, failed: 0, shown: '' } : { passed: 0, failed: 1, shown: output };
}
