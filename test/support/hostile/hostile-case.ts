import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Streams } from '../../../src/cli/output.ts';
import { run } from '../../../src/cli/run.ts';
import { productFolder } from '../../../src/core/adapters/home.ts';
import type { Clock } from '../../../src/core/ports/ports.ts';
import { reasons } from '../../../src/core/reasons/errors.ts';
import { register, registered } from '../../../src/practice-org/running.ts';
import { type RunningPracticeOrg, startPracticeOrg } from '../../../src/practice-org/start.ts';
import { type Place, passphrase } from '../keyturn.ts';
import { falsehood, statementsIn } from '../truth/statements.ts';
import { truthOf } from '../truth/truth.ts';
import { withoutListeners } from '../without-listeners.ts';
import { type Hostile, hostileAnswers } from './hostile-answers.ts';
import type { HostileProxy } from './hostile-proxy.ts';

/** A command line, and the home in which it runs. */
export interface Line {
  readonly args: readonly string[];
  readonly home: Place;
  /** How many requests it sends when all goes well. */
  readonly requests: number;
  /** How many of them ask for a token. */
  readonly tokens: number;
}

/** Which requests get which answer, by their position in the command. */
export interface HostileCase {
  readonly line: Line;
  readonly answers: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

export interface CaseEnd {
  readonly code: number;
  readonly requests: number;
  /** What must never happen; empty if all is well. */
  readonly faults: readonly string[];
}

/** Longest wait for an answer where one never ends, and otherwise. The second is only for a busy computer. In ms. */
const deadlines = { endless: 150, other: 20_000 };
const endless = /^(hang|slow|only 1xx)/;
/** In real time; only for a command that hangs. */
const hangMs = 60_000;
/** How often a command may ask in place of once. */
const mostTimes = 2;
/** What a short command counts as: before it gives up, it looks at the org three times, with two reads each (`core/rotation/trouble`). */
const shortest = 7;
/**
 * How often a command may ask for a token in addition: for two minutes it asks again, more and more rarely, because Salesforce's
 * servers may learn of a change late (`core/rotation/prove`): of the leaked and of the new credentials, and before that of those that
 * were blocked. The daily limit of an org doesn't count these.
 */
const moreTokens = 39;

const byName = new Map(hostileAnswers.map(({ name, answer }) => [name, answer]));

/** Copies a prepared home and starts its practice org behind the proxy. */
export async function openHome(
  from: Place,
  to: Place,
  { proxy, rule }: { readonly proxy: HostileProxy; readonly rule: (nth: number, url: string) => Hostile | null },
): Promise<RunningPracticeOrg> {
  rmSync(to.home, { recursive: true, force: true });
  mkdirSync(to.home, { recursive: true, mode: 0o700 });
  cpSync(from.home, to.home, { recursive: true });
  const folder = join(to.home, 'practice');
  const org = await startPracticeOrg({ folder, now: 0 });
  const address = registered(folder);
  if (!address) throw new Error('the practice org is not registered');
  register(folder, { ...address, instanceUrl: await proxy.front(org.instanceUrl, rule) });
  return org;
}

/** Runs a command whose org answers as the case says. */
export async function runCase(
  { line, answers }: HostileCase,
  { proxy, here }: { readonly proxy: HostileProxy; readonly here: Place },
): Promise<CaseEnd> {
  const rule = (nth: number) => {
    const found = answers.find(({ from, to }) => from <= nth && nth <= to);
    return found ? (byName.get(found.name) ?? null) : null;
  };
  const org = await openHome(line.home, here, { proxy, rule });
  try {
    const before = truthBefore(line.home, here);
    const isEndless = answers.some(({ name }) => endless.test(name));
    const told = await call(here, line.args, isEndless ? deadlines.endless : deadlines.other);
    if (told === null) return { code: -1, requests: proxy.count(), faults: ['hang'] };
    const requests = proxy.count();
    const tokens = proxy.tokens();
    const faults = [
      ...ending(told),
      ...leaks(here, told, line.args[0] === 'reveal'),
      ...tooMany('requests', requests - tokens, { usual: line.requests - line.tokens, more: 0 }),
      ...tooMany('requests', tokens, { usual: line.tokens, more: moreTokens }),
      ...untrue(here, before, told, line.args),
    ];
    return { code: told.code, requests, faults };
  } finally {
    await org.close();
  }
}

function tooMany(
  what: string,
  sent: number,
  { usual, more }: { readonly usual: number; readonly more: number },
): string[] {
  return sent > Math.max(usual, shortest) * mostTimes + more ? [`${what}: ${sent} in place of ${usual}`] : [];
}

const befores = new Map<string, ReturnType<typeof truthOf>>();

/** The truth of a prepared home, which every case begins with. */
function truthBefore({ home }: Place, here: Place): ReturnType<typeof truthOf> {
  const known = befores.get(home) ?? truthOf(here.home, true);
  befores.set(home, known);
  return known;
}

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** null if it doesn't end. */
export async function call(
  here: Place,
  args: readonly string[],
  deadlineMs: number | null = null,
): Promise<Told | null> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const paced = deadlineMs !== null ? { pace: { clock: hasty, deadlineMs } } : {};
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), hangMs);
  const line = [...args, '--practice', '--json', '--no-prompt'];
  try {
    const ended = () => run(line, { version: '0', streams, env: here.env, ...paced });
    const code = await withoutListeners(() => Promise.race([ended(), late.promise]));
    return code === null ? null : { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  } finally {
    clearTimeout(timer);
  }
}

/** Nobody waits for anything. */
function hasty(usual: Clock): Clock {
  let ahead = 0;
  return {
    ...usual,
    now: () => usual.now() + ahead,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      ahead += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function ending({ code, stdout, stderr }: Told): readonly string[] {
  const defect = /Defect/.test(stdout + stderr) ? [`Defect: ${(stdout + stderr).slice(0, 300)}`] : [];
  if (code === 0 || code === 4) return defect;
  const { name, status } = document(stdout);
  const isReason = typeof name === 'string' && Object.hasOwn(reasons, name) && status === code;
  return isReason ? defect : [...defect, `no reason: ${code} ${stdout.slice(0, 200)}`];
}

function document(stdout: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Secrets of the org and of keyturn in the output, or anywhere in the home but in the secret store. */
function leaks({ home }: Place, { stdout, stderr }: Told, mayShow: boolean): readonly string[] {
  const secrets = [passphrase, ...secretsOf(home)];
  const places: [string, string][] = [['stderr', stderr], ...(mayShow ? [] : [['stdout', stdout] as [string, string]])];
  const kept = productFolder(home, true);
  for (const entry of readdirSync(kept, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.age')) continue;
    const path = join(entry.parentPath, entry.name);
    places.push([entry.name, readFileSync(path, 'latin1')]);
  }
  return places.flatMap(([place, text]) =>
    secrets.some((secret) => forms(secret).some((form) => text.includes(form))) ? [`leak: in ${place}`] : [],
  );
}

/** Of all credentials and sessions of the practice org. */
function secretsOf(home: string): readonly string[] {
  const data = readFileSync(join(home, 'practice', 'org.json'), 'utf8');
  return [...data.matchAll(/"(?:\w*secret|token|accessToken)":"([^"]{16,})"/gi)].map(([, secret = '']) => secret);
}

function forms(secret: string): readonly string[] {
  return [secret, Buffer.from(secret).toString('base64').slice(0, -4), encodeURIComponent(secret)];
}

/** Sentences about integrations that the org itself proves wrong. */
function untrue(
  { home }: Place,
  before: ReturnType<typeof truthOf>,
  { stdout }: Told,
  args: readonly string[],
): readonly string[] {
  const { safe } = document(stdout);
  if (typeof safe !== 'string') return [];
  const statements = statementsIn([safe]);
  if (statements.length === 0) return [];
  const truth = truthOf(home, true);
  return statements.flatMap((statement) => {
    const scene = { truth, before, recent: before, args };
    const why = falsehood(statement, scene);
    return why === null ? [] : [`untrue: “${statement.text}”: ${why}`];
  });
}
