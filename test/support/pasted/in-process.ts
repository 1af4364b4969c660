import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pace } from '../../../src/compose/composition.ts';
import { productFolder } from '../../../src/core/adapters/home.ts';
import { ageFolder } from '../../../src/core/adapters/secret-store/age-folder.ts';
import { openAgeIdentity } from '../../../src/core/adapters/secret-store/age-identity.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { act } from '../../../src/practice-org/control/acts.ts';
import { executionUserOf } from '../../../src/practice-org/model/app.ts';
import type { OrgModel } from '../../../src/practice-org/model/org.ts';
import type { ScenarioName } from '../../../src/practice-org/seeds/scenarios.ts';
import { openStoredOrg } from '../../../src/practice-org/storage.ts';
import { call } from '../call.ts';
import { tempFolder } from '../temp-folder.ts';

export interface Printed {
  readonly code: number;
  readonly text: string;
}

const passphrase = 'canary-passphrase-2604';

/** A home and its practice org. keyturn runs in this process, and each copy of the home is a situation of its own. */
export class Situation {
  readonly folder: string;
  /** Whether the environment chooses the encrypted file. */
  hasStore = true;
  /** How far this computer's clock is ahead of the org's, in ms. */
  clockAhead = 0;
  readonly #home: string;

  private constructor(folder: string, home: string) {
    this.folder = folder;
    this.#home = home;
  }

  static async open(scenario: ScenarioName = 'acme'): Promise<Situation> {
    const folder = tempFolder();
    const home = join(folder, 'home');
    const situation = new Situation(folder, home);
    writeFileSync(join(folder, 'passphrase'), passphrase, { mode: 0o600 });
    mkdirSync(home, { mode: 0o700 });
    await openAgeIdentity({
      folder: ageFolder(productFolder(home, true)),
      passphrase: new Secret(passphrase),
      workFactor: 2,
    });
    openStoredOrg(join(home, 'practice'), { scenario, now: systemClock().now() }).close();
    return situation;
  }

  /** The same situation again. What happens in it doesn't happen here. */
  copy(): Situation {
    const folder = tempFolder();
    cpSync(this.folder, folder, { recursive: true });
    return Object.assign(new Situation(folder, join(folder, 'home')), {
      hasStore: this.hasStore,
      clockAhead: this.clockAhead,
    });
  }

  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command to its end, without a terminal. What it says is true. */
  async run(args: readonly string[]): Promise<Printed> {
    const env = {
      KEYTURN_HOME: this.#home,
      KEYTURN_PASSPHRASE_FILE: join(this.folder, 'passphrase'),
      ...(this.hasStore ? { KEYTURN_STORE: 'file' } : {}),
    };
    const { code, stdout, stderr } = await call({ home: this.#home, env }, args, { pace: this.#pace() });
    return { code, text: `${stdout}${stderr}` };
  }

  /** What a broken disk does to the state. */
  damage(): void {
    const path = join(productFolder(this.#home, true), 'state.db');
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    writeFileSync(path, 'no state');
  }

  /** Somebody deleted the state. Its backups are still there. */
  lose(): void {
    const path = join(productFolder(this.#home, true), 'state.db');
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  }

  /** A command was killed after it had turned on REST access to secrets. */
  async borrowed(): Promise<void> {
    const state = await openState({
      folder: productFolder(this.#home, true),
      clock: systemClock(),
      actor: 'test',
      appSettings: async () => ({ apps: {}, isHeld: false }),
    });
    const [watched] = await state.apps.list();
    if (!watched) throw new Error('nothing is watched');
    const { orgId, org, app } = watched;
    const detail = { was: false, share: 'killed', fence: 1 };
    await state.journal.append({
      event: 'intended',
      action: 'borrow-secret-access',
      orgId,
      org,
      app,
      detail,
      intent: crypto.randomUUID(),
    });
    state.close();
    this.act({ act: 'secretAccess', on: true });
  }

  /** Something that other people do in the org. */
  act(body: Readonly<Record<string, unknown>>): void {
    this.#change((org) => {
      const outcome = act(org, body);
      if (typeof outcome === 'string') throw new Error(outcome);
    });
  }

  /** Something that other people do to the execution user of an app. */
  actOnUser(name: string, app: string): void {
    let username: string | null = null;
    this.#change((org) => {
      const found = org.appNamed(app);
      username = (found && executionUserOf(found)) ?? null;
    });
    this.act({ act: name, username });
  }

  pass(days: number): void {
    this.#change((org) => {
      org.data.clockOffset += days * 86_400_000;
      org.changed();
    });
  }

  #pace(): Pace | undefined {
    const { clockAhead } = this;
    if (clockAhead === 0) return undefined;
    return { clock: (usual) => ({ ...usual, now: () => usual.now() + clockAhead }), deadlineMs: 30_000 };
  }

  #change(work: (org: OrgModel) => void): void {
    const stored = openStoredOrg(join(this.#home, 'practice'), { scenario: 'acme', now: systemClock().now() });
    work(stored.org);
    stored.close();
  }
}
