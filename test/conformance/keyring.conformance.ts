import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { interruptPrograms } from '../support/interruption/as-programs.ts';
import { needsKeychain, waitingLines } from '../support/interruption/lines.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const steps = fileURLToPath(new URL('./keychain-steps.ts', import.meta.url));

/** apt-get install gnome-keyring dbus dbus-x11 libsecret-1-0 libsecret-tools */
const hasKeyring = ['gnome-keyring-daemon', 'dbus-run-session'].every((program) => isInstalled(program));

const unlock = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >&2; exec "$@"';
/** Makes a keyring with another password first, so that there is one that this password does not open. */
const lock = `printf other | gnome-keyring-daemon --unlock --components=secrets >&2
printf x | secret-tool store --label=x a b
secret-tool lock --collection=login 2>/dev/null || gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets --method org.freedesktop.Secret.Service.Lock '["/org/freedesktop/secrets/collection/login"]' >&2
exec "$@"`;

describe.runIf(hasKeyring)('the keychain of a Linux desktop', () => {
  it('keeps, finds, lists and forgets a pair when it is unlocked', async () => {
    expect(await inSession(unlock)).toEqual({
      offered: true,
      isSame: true,
      keys: ['3MVG9.billing-key'],
      afterwards: null,
      keysAfterwards: [],
    });
  });

  it('that does not answer keeps no command from ending after an interruption', async () => {
    await interruptPrograms(tempFolder(), waitingLines().filter(needsKeychain));
  });

  it('is told as locked when it is', async () => {
    expect(await inSession(lock)).toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining('it is locked'),
    });
  });

  it('is told as not made yet in a session that never had one', async () => {
    expect(await inSession('exec "$@"')).toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining('no login keyring'),
    });
  });

  it('is told as missing when no Secret Service is installed', async () => {
    const folder = tempFolder();
    const config = join(folder, 'bus.conf');
    writeFileSync(
      config,
      `<busconfig><type>session</type><listen>unix:tmpdir=${folder}</listen>
<policy context="default"><allow send_destination="*"/><allow own="*"/><allow eavesdrop="true"/></policy></busconfig>`,
    );
    expect(await inSession('exec "$@"', ['--config-file', config])).toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining('no Secret Service'),
    });
  });

  it('is told as out of reach without a D-Bus session', async () => {
    const result = await use(process.execPath, [steps, tempFolder()], {});
    expect(result).toMatchObject({ code: 'KeychainUnavailable', message: expect.stringContaining('no D-Bus session') });
  });

  it('is told as not answering when its bus hangs, and the program ends all the same', async () => {
    const socket = join(tempFolder(), 'bus');
    const server = createServer(() => {}).listen(socket);
    onTestFinished(() => void server.close());
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` };
    expect(await use(process.execPath, [steps, tempFolder()], env)).toMatchObject({
      code: 'KeychainUnavailable',
      message: expect.stringContaining('does not answer'),
    });
  });
});

function inSession(script: string, busArguments: readonly string[] = []): Promise<unknown> {
  const inner = ['bash', '-c', script, '_', process.execPath, steps, tempFolder()];
  return use('dbus-run-session', [...busArguments, '--', ...inner], {});
}

async function use(program: string, args: readonly string[], env: Record<string, string>): Promise<unknown> {
  const home = tempFolder();
  const { stdout } = await run(program, args, {
    env: { PATH: process.env.PATH ?? '', HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, 'data'), ...env },
    timeout: 300_000,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
