import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from './call.ts';
import { expectPrinted } from './documents.ts';
import { filesHolding } from './files-holding.ts';
import { control, keyturn, makeQuickStore, type Place, type Practising, place, program, type Ran } from './keyturn.ts';
import type { PracticeState } from './practice.ts';
import { practiceOrg } from './practice-org.ts';
import { tempFolder } from './temp-folder.ts';
import { witnessOf } from './truth/witness.ts';

const preload = join(import.meta.dirname, 'kill-at.mjs');

export interface Pairs {
  readonly primary: string;
  readonly others: readonly string[];
  readonly isAccepted: (consumerKey: string) => boolean;
}

/** A practice org that runs in this process, and an app whose credentials are in an env file. */
export class RotatingBundle {
  readonly here: Place;
  readonly org: Practising;
  readonly app: string;
  /** All output of all runs. */
  said = '';
  /** Command lines and environments of the program and its child processes, collected while they ran. */
  readonly seen = new Set<string>();
  readonly #folder: string;

  private constructor(init: { here: Place; org: Practising; app: string; folder: string }) {
    this.here = init.here;
    this.org = init.org;
    this.app = init.app;
    this.#folder = init.folder;
  }

  static async open(app = 'ERP_Bridge', flags: readonly string[] = []): Promise<RotatingBundle> {
    const folder = tempFolder();
    const here = place(join(folder, 'home'));
    await makeQuickStore(here);
    const org = await practiceOrg(here);
    const bundle = new RotatingBundle({ here, org, app, folder });
    const deliver = ['--deliver', `file:${bundle.envFile}`];
    const watched = await bundle.run(['watch', app, '--json', ...deliver, ...flags]);
    if (watched.code !== 0) throw new Error(watched.stdout);
    // The consumer starts with the current credentials.
    const revealed = await call(here, ['reveal', app, '--practice', '--unsafe-stdout']);
    writeFileSync(bundle.envFile, revealed.stdout, { mode: 0o600 });
    return bundle;
  }

  get envFile(): string {
    return join(this.#folder, 'consumer.env');
  }

  /** Runs a command to its end in this process. */
  run(args: readonly string[]): Promise<Ran> {
    return this.#hear(call(this.here, [...args, '--practice']));
  }

  /** Runs a command to its end as the shipped program. */
  runProgram(args: readonly string[]): Promise<Ran> {
    return this.#hear(keyturn(this.here, [...args, '--practice']));
  }

  async #hear(running: Promise<Ran>): Promise<Ran> {
    const ran = await running;
    this.said += ran.stdout + ran.stderr;
    return ran;
  }

  /**
   * Like `runProgram`, but kills the program at the n-th boundary of an effect. If it ends earlier, resolves with the number of
   * boundaries.
   */
  async runKilledAt(
    args: readonly string[],
    at: number,
  ): Promise<{ readonly ran: Ran; readonly boundaries: number | null }> {
    const counted = join(this.#folder, `counted-${at}`);
    const plan = join(this.#folder, `plan-${at}.json`);
    writeFileSync(plan, JSON.stringify({ at, counted }));
    const env = { ...process.env, ...this.here.env, NODE_OPTIONS: `--import=${preload}`, KILL_AT_PLAN: plan };
    const witness = witnessOf(this.here.home, [...args, '--practice']);
    const child = spawn(process.execPath, [program, ...args, '--practice'], { env, timeout: 300_000 });
    const ran = { code: -1, stdout: '', stderr: '' };
    child.stdout.on('data', (data) => {
      ran.stdout += data;
    });
    child.stderr.on('data', (data) => {
      ran.stderr += data;
      if (child.pid !== undefined) this.#lookAtProcesses(child.pid);
    });
    child.stdin.end();
    ran.code = await new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1)));
    expectPrinted(args, ran);
    witness.ended(ran.stdout, ran.stderr);
    this.said += ran.stdout + ran.stderr;
    return { ran, boundaries: readCount(counted) };
  }

  #lookAtProcesses(parent: number): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const isOurs = pid === String(parent) || statOf(pid).includes(` ${parent} `);
        if (isOurs)
          for (const file of ['cmdline', 'environ']) this.seen.add(readFileSync(`/proc/${pid}/${file}`, 'latin1'));
      } catch {
        // The process has ended.
      }
    }
  }

  state(): Promise<PracticeState> {
    return control(this.org, 'GET', '/state') as Promise<PracticeState>;
  }

  async pairs(): Promise<Pairs> {
    const app = (await this.state()).apps.find(({ developerName }) => developerName === this.app);
    const all = app?.consumers[0]?.pairs ?? [];
    const primary = all.find(({ slot }) => slot === 'primary');
    if (!primary) throw new Error(`${this.app} has no primary pair`);
    return {
      primary: primary.consumerKey,
      others: all.filter(({ slot }) => slot === 'staged').map(({ consumerKey }) => consumerKey),
      isAccepted: (key) => all.some(({ consumerKey, accepted }) => consumerKey === key && accepted),
    };
  }

  /** Consumer key that the consumer reads, and whether the org accepts the credentials. */
  async consumerPair(): Promise<{ readonly consumerKey: string; readonly accepted: boolean }> {
    const text = readFileSync(this.envFile, 'utf8');
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];
    const key = value('SALESFORCE_CONSUMER_KEY');
    const secret = value('SALESFORCE_CONSUMER_SECRET');
    const app = (await this.state()).apps.find(({ developerName }) => developerName === this.app);
    const pair = app?.consumers.flatMap(({ pairs }) => pairs).find(({ consumerKey }) => consumerKey === key);
    return { consumerKey: key ?? '', accepted: pair?.accepted === true && pair.consumerSecret === secret };
  }

  /** How often the org staged and promoted. */
  async acts(): Promise<{ readonly stage: number; readonly rotate: number }> {
    const { calls } = await this.state();
    const count = (pattern: RegExp) =>
      Object.entries(calls).reduce((sum, [call, times]) => (pattern.test(call) ? sum + times : sum), 0);
    return { stage: count(/^POST .*\/staged$/), rotate: count(/^PATCH .*\/staged\//) };
  }

  async advance(time: string): Promise<void> {
    await control(this.org, 'POST', '/clock', { advance: time });
  }

  /** Where any secret that the org ever issued leaked to: files outside the practice org, output, processes. */
  async leaks(): Promise<readonly string[]> {
    const { apps } = await this.state();
    const secrets = apps.flatMap(({ consumers }) =>
      consumers.flatMap(({ pairs }) => pairs.map((pair) => pair.consumerSecret)),
    );
    const watch = join(this.here.home, 'practice-watch');
    return secrets.flatMap((secret) => [
      ...filesHolding(watch, secret),
      ...(this.said.includes(secret) ? ['output'] : []),
      ...([...this.seen].some((text) => text.includes(secret)) ? ['processes'] : []),
    ]);
  }
}

function statOf(pid: string): string {
  return readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, ' ')
    .split(' ')
    .slice(0, 4)
    .join(' ')
    .concat(' ');
}

function readCount(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  } finally {
    rmSync(path, { force: true });
  }
}
