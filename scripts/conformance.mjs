/**
 * Tests the practice org with the official Salesforce CLI, the secret stores with a real keyring and the real age, mail with
 * a real mail server, and units with systemd. Installs what it needs. What can't be installed counts as a failure.
 */
import { createRequire } from 'node:module';
import { closingLine, runLanes, runProgram } from './check-lanes.mjs';
import { installOauthClients } from './oauth-clients.mjs';
import { runVitest } from './run-vitest.mjs';
import { cliVersion, installCli, sf } from './salesforce-cli.mjs';

const { root } = createRequire(import.meta.url)('./bootstrap.cjs');

/** Debian packages, with the program or library that shows that each is installed. */
const debian = [
  { name: 'gnome-keyring', program: 'gnome-keyring-daemon' },
  { name: 'dbus', program: 'dbus-daemon' },
  { name: 'dbus-x11', program: 'dbus-launch' },
  { name: 'libsecret-1-0', library: 'libsecret-1.so.0' },
  { name: 'libsecret-tools', program: 'secret-tool' },
  { name: 'tmux', program: 'tmux' },
  { name: 'age', program: 'age' },
  { name: 'curl', program: 'curl' },
  { name: 'git', program: 'git' },
  { name: 'systemd', program: 'systemd-analyze' },
  { name: 'exim4-daemon-light', program: 'exim4' },
];

const install = [
  { name: 'Debian packages', run: installPackages },
  { name: `Salesforce CLI ${cliVersion}`, run: installCli },
  { name: 'OAuth clients', run: installOauthClients },
];
const prepared = await runLanes([install]);
const env = { ...process.env, KEYTURN_SF: sf };
const tests = [
  { name: 'conformance', run: () => runVitest({ root, mode: 'conformance', filters: process.argv.slice(2), env }) },
];
const ran = await runLanes([tests]);
// A successful installation isn't a test; a failed one counts as a failure.
closingLine({ passed: ran.passed, failed: ran.failed + prepared.failed });

async function installPackages() {
  const missing = await missingPackages();
  if (missing.length === 0) return { passed: 1, failed: 0, shown: '' };
  const isRoot = process.getuid?.() === 0;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!isRoot) return failed(`Only root can install what is missing here. Run: sudo ${command}`);
  // With run level 1 no service starts, so the package doesn't start a mail server for the whole machine.
  const apt = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } };
  await runProgram('apt-get', ['update', '-qq'], apt);
  const { output } = await runProgram('sh', ['-c', command], apt);
  const still = await missingPackages();
  return still.length === 0
    ? { passed: 1, failed: 0, shown: '' }
    : failed(`${output}\nStill missing: ${still.join(', ')}`);
}

async function missingPackages() {
  const missing = [];
  for (const { name, program, library } of debian) {
    const look = program ? `command -v ${program}` : `ldconfig -p | grep -q ${library}`;
    const { isOk } = await runProgram('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin"; ${look}`]);
    if (!isOk) missing.push(name);
  }
  return missing;
}

function failed(shown) {
  return { passed: 0, failed: 1, shown };
}
