import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { chmod, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { type CleanText, outsideText } from '../plain/outside-text.ts';
import type { ServiceCommand, ServiceCommandEnd, ServiceHost } from '../ports/service-manager.ts';
import { errorOf } from '../reasons/errors.ts';
import { programProblems } from '../words/program-problems.ts';
import { childEnvironment } from './child-environment.ts';
import { writeDurably } from './durable-file.ts';
import { fileReason, orFileReason, systemCode } from './file-problem.ts';
import { isAllowed } from './files.ts';
import { makeFolders } from './make-folders.ts';
import { readWhole } from './regular-file.ts';
import { findPassphrase } from './secret-store/passphrase-source.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Stopping waits for the daemon's current step. Its unit allows 150 s. */
const usualDeadlines = { quickMs: 20_000, slowMs: 180_000 };
const keptOutput = 256 * 1024;

/** Access to this computer's service manager. Programs are found through `env`. */
export function createServiceHost(env: Environment, deadlines = usualDeadlines): ServiceHost {
  const { username, uid, homedir } = userInfo();
  return {
    platform: process.platform,
    user: { name: username, uid, home: env.HOME ?? homedir },
    run: (command) =>
      run(
        command,
        withBus(childEnvironment('service', env), uid),
        command.isSlow ? deadlines.slowMs : deadlines.quickMs,
      ),
    read,
    write: (path, content) =>
      orFileReason('FileUnwritable', path, async () => {
        makeFolders(dirname(path));
        await writeDurably({ path, content });
        // Units contain no secrets, and systemd warns about units that others can't read.
        if (process.platform !== 'win32') await chmod(path, 0o644);
      }),
    remove: (path) => rm(path, { force: true }),
    canRun: async (path) => (await isFile(path)) && isAllowed(path, constants.X_OK),
    canRead: async (path) => (await isFile(path)) && isAllowed(path, constants.R_OK),
    passphraseProblem: (path) => errorOf(findPassphrase({ KEYTURN_PASSPHRASE_FILE: path })),
  };
}

function run({ program, args }: ServiceCommand, env: Environment, timeout: number): Promise<ServiceCommandEnd> {
  // Some output of these programs is compared as text.
  const options = { timeout, killSignal: 'SIGKILL', maxBuffer: keptOutput, env: { ...env, LC_ALL: 'C' } } as const;
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      resolve({ isOk: error === null, stdout, problem: error === null ? null : problemOf(error, stderr, timeout) });
    });
  });
}

function problemOf(error: Error & { killed?: boolean }, stderr: string, timeout: number): CleanText {
  if (systemCode(error) === 'ENOENT') return outsideText(programProblems.missing);
  if (error.killed) return outsideText(programProblems.silent(timeout));
  const said = stderr.trim().split('\n')[0] ?? '';
  const ending = 'code' in error ? programProblems.exitCode(error.code) : programProblems.anError;
  return outsideText(said || programProblems.ended(ending), 200);
}

/** systemctl needs this variable to find the user's systemd. It is missing after `su -` and in cron. */
function withBus(env: Environment, uid: number): Environment {
  const runtime = `/run/user/${uid}`;
  if (env.XDG_RUNTIME_DIR || process.platform !== 'linux' || !existsSync(runtime)) return env;
  return { ...env, XDG_RUNTIME_DIR: runtime };
}

async function read(path: string): Promise<string | null> {
  try {
    const bytes = await readWhole(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return isUtf16 ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
    throw fileReason('FileUnreadable', path, error);
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
