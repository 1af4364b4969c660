import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Streams } from '../../../src/cli/output.ts';
import { run } from '../../../src/cli/run.ts';
import { call } from '../call.ts';
import { filled, hostileHomes } from '../hostile/hostile-lines.ts';
import { createHostileProxy } from '../hostile/hostile-proxy.ts';
import { type Place, place, program } from '../keyturn.ts';
import { ownTime } from '../own-time.ts';
import { withoutListeners } from '../without-listeners.ts';
import { isDaemon, isReal, mayEndEarly, type WaitingLine } from './lines.ts';
import { type Silence, silence, silentProgram } from './waits.ts';

export type Stop = 'SIGINT' | 'SIGTERM';

/** A command that was started. */
export interface Started {
  stop(signal: Stop): void;
  /** Resolves when it asks something, or prints its first document. */
  readonly said: Promise<void>;
  /** Resolves when the keys that lead to the wait were pressed; missing without keys. */
  readonly pressed?: Promise<void>;
  /** Resolves when it says that it is stopping. */
  readonly stopping: Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Start = (args: readonly string[], env: Place['env'], isTerminal: boolean) => Started;

interface StopRequest {
  /** The second is sent once the command has heard the first. */
  readonly signals: readonly [Stop, Stop?];
  readonly start: Start;
}

export interface Stopped extends Ended {
  /** Whether it ended before the signal. */
  readonly isEarly: boolean;
  /** From the signal to the end, in ms. While other programs have the processor, no time passes. */
  readonly ms: number;
}

/** The limit of a command that changes nothing in an org, in ms. */
export const longestEnd = 5_000;

export async function waitingBench(folder: string) {
  const homes = await hostileHomes(folder);
  const proxy = createHostileProxy();
  const files = await filesIn(folder, homes.watched as Place);
  const here = place(join(folder, 'here'));
  return {
    /** The home of the last command. */
    here,
    close: () => proxy.close(),
    /** Runs a command until it waits, and stops it. */
    stopped: async (waiting: WaitingLine, { signals, start }: StopRequest): Promise<Stopped> => {
      const { home, args, wait } = waiting;
      const from = homes[home] as Place;
      rmSync(join(folder, 'called'), { force: true });
      const around = await silence(wait, { from, here, folder, proxy });
      const isScreen = 'keys' in waiting;
      const deliver = isScreen ? ['--deliver', `exec:${folder}/silent`] : [];
      if (wait === 'program')
        await call(here, ['consumer', 'add', 'ERP_Bridge', 'Silent', ...deliver, '--practice']).catch(() => null);
      try {
        const line = filled(args, folder, from).map((arg) => files[arg] ?? arg.replace('FOLDER', folder));
        const practice = isReal(waiting) ? [] : ['--practice'];
        const isTerminal = wait === 'prompt' || isScreen;
        const typed = [...line, ...practice, ...(isTerminal ? [] : ['--json', '--no-prompt'])];
        const started = start(typed, { ...here.env, ...around.env }, isTerminal);
        return await stopWhenWaiting(started, around, { wait, signals });
      } finally {
        await around.close();
      }
    },
  };
}

async function stopWhenWaiting(
  started: Started,
  around: Silence,
  { wait, signals }: { wait: WaitingLine['wait']; signals: StopRequest['signals'] },
): Promise<Stopped> {
  // Who waits for a file does so unseen. The signal comes while it waits or before that.
  const soon = new Promise<void>((resolve) => setTimeout(resolve, 50));
  const isTold = wait === 'prompt' || wait === 'forever' || wait === 'lease' || wait === 'person';
  const begun = isTold ? started.said : (around.begun ?? started.pressed ?? soon);
  // Keys that lead nowhere fail the test.
  const lost = (started.pressed ?? begun).then(() => new Promise<never>(() => undefined));
  const early = await Promise.race([begun.then(() => null), started.ended, lost]);
  const sinceSignal = ownTime();
  if (early === null) {
    const [first, second] = signals;
    started.stop(first);
    if (second) await Promise.race([started.stopping.then(() => started.stop(second)), started.ended]);
  }
  const ended = await started.ended;
  return { ...ended, isEarly: early !== null, ms: sinceSignal() };
}

async function filesIn(folder: string, watched: Place): Promise<Readonly<Record<string, string>>> {
  silentProgram(join(folder, 'silent'), join(folder, 'called'));
  mkdirSync(folder, { recursive: true });
  const phrase = join(folder, 'phrase');
  writeFileSync(phrase, 'four unrelated CANARY words\n', { mode: 0o600 });
  const backup = join(folder, 'backup.age');
  await call(watched, ['backup', backup, '--passphrase-file', phrase, '--practice']);
  return { PHRASE: phrase, BACKUP: backup, PUBLIC: await identityToRecipient(await generateX25519Identity()) };
}

/** Starts a command in this process. */
export const inThisProcess: Start = (args, env, isTerminal) => {
  const signals = Object.assign(new EventEmitter(), { exit: () => undefined });
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (isTerminal)
    for (const stream of [stdin, stdout, stderr])
      Object.assign(stream, { isTTY: true, setRawMode: () => stdin, columns: 80, rows: 24 });
  const heard = listening();
  stdout.on('data', heard.stdout);
  stderr.on('data', heard.stderr);
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const given = { version: '0', streams, env, process: signals as unknown as NodeJS.Process };
  // Nobody waits for an answer to a change as long as in life.
  const pace = { clock: <Clock>(usual: Clock) => usual, deadlineMs: 1_500 };
  const ended = withoutListeners(() => run(args, { ...given, pace }));
  return {
    stop: (signal) => void signals.emit(signal),
    said: heard.said,
    stopping: heard.stopping,
    ended: ended.then((code) => ({ code, ...heard.texts() })),
  };
};

/** Starts the built program. A prompt needs a terminal, so the other start has those. */
export const asProcess: Start = (args, env) => {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
  const heard = listening();
  child.stdout.on('data', heard.stdout);
  child.stderr.on('data', heard.stderr);
  return {
    stop: (signal) => void child.kill(signal),
    said: heard.said,
    stopping: heard.stopping,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...heard.texts() }))),
  };
};

function listening() {
  const [said, stopping] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const texts = { stdout: '', stderr: '' };
  return {
    said: said.promise,
    stopping: stopping.promise,
    texts: () => texts,
    stdout: (chunk: unknown) => {
      texts.stdout += String(chunk);
      if (texts.stdout.endsWith('}\n')) said.resolve();
    },
    stderr: (chunk: unknown) => {
      texts.stderr += String(chunk);
      if (/[:?\]] $|; retrying at/.test(texts.stderr)) said.resolve();
      if (texts.stderr.includes('Ctrl-C again')) stopping.resolve();
    },
  };
}

/** What is wrong with the way in which a command ended; null if nothing is. */
export function faultOf({ args, wait }: WaitingLine, { code, isEarly, ms, stdout, stderr }: Stopped): string | null {
  const told = `${args.join(' ')} (${wait}): ${code} after ${Math.round(ms)} ms: ${stdout.slice(0, 300)}${stderr.slice(-300)}`;
  if (/Defect/.test(stdout + stderr)) return told;
  if (isEarly) return mayEndEarly.includes(wait) && (code === 0 || code === 4) ? null : told;
  if (wait === 'forever' || isDaemon({ args })) return code === 0 && ms < longestEnd ? null : told;
  return code === 130 && ms < longestEnd && (stdout + stderr).includes('Interrupted') ? null : told;
}
