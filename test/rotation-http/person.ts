import { returnBorrowedSecretAccess } from '../../src/core/acts/secret-access.ts';
import type { Consent, OperationKind } from '../../src/core/model/rotation.ts';
import { operate, resumeRotation, usualPatience } from '../../src/core/operate/operate.ts';
import { isKeyturnError, type KeyturnError } from '../../src/core/reasons/errors.ts';
import type { RunEnd } from '../../src/core/rotation/run.ts';
import type { RotationBench } from '../support/rotation-bench.ts';

/** A promise of the product that did not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export interface Command {
  readonly kind: OperationKind | 'resume';
  readonly graceDays?: number;
  /** The app's name is typed. */
  readonly confirm?: boolean;
}

export type Outcome = { readonly end: RunEnd | null; readonly stop: null } | { readonly stop: KeyturnError };

/** Somebody who runs one command after the other, and looks after each whether the consumers still get their tokens. */
export class Person {
  readonly bench: RotationBench;
  readonly stops: string[] = [];
  /** A gap that the person agreed to: nobody can hand over before the new pair is primary, and the old one ends with it. */
  mayGap = false;

  constructor(bench: RotationBench) {
    this.bench = bench;
  }

  async run(command: Command): Promise<Outcome> {
    const outcome = await this.#run(command);
    if (outcome.stop) this.stops.push(outcome.stop.code);
    await this.checkConsumers(`after ${command.kind}${outcome.stop ? `, which stopped (${outcome.stop.code})` : ''}`);
    await this.checkNothingLost();
    return outcome;
  }

  async #run({ kind, graceDays = 7, confirm = false }: Command): Promise<Outcome> {
    const { bench } = this;
    const watched = await bench.watched();
    const base = { watched, orgName: 'practice', patienceMs: usualPatience };
    const consent: Consent = { confirmed: confirm, otherFlows: true, borrow: true };
    try {
      if (kind === 'resume') return { end: await resumeRotation(bench.ports, base), stop: null };
      const request = { ...base, kind, graceDays, deliveries: null, noConsumers: false };
      return { end: await operate(bench.ports, request, async () => consent), stop: null };
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      return { stop: error };
    }
  }

  /** The run of this consumer that isn't finished, or null. */
  async open() {
    const { orgId, consumerId } = await this.bench.watched();
    return this.bench.state.rotations.open(orgId, consumerId);
  }

  async checkConsumers(when: string): Promise<void> {
    if (this.mayGap) return;
    const pairs = await this.bench.pairs();
    for (const { target, consumerKey, consumerSecret } of this.bench.held()) {
      const pair = pairs.find((one) => one.consumerKey === consumerKey && one.consumerSecret === consumerSecret);
      if (!pair?.accepted) throw new Broken(`${target} lost access ${when}`);
    }
  }

  /** The primary pair is either the one that the consumers began with or in our store. */
  async checkNothingLost(): Promise<void> {
    const { bench } = this;
    const primary = (await bench.pairs()).find(({ slot }) => slot === 'primary');
    if (!primary || primary.consumerKey === bench.original.consumerKey) return;
    const kept = await bench.store.get((await bench.watched()).orgId, primary.consumerKey);
    if (kept?.consumerSecret.reveal() !== primary.consumerSecret) throw new Broken('the primary pair is in no store');
  }

  /** A new pair is primary, all have it, the old one is refused, and everything that was borrowed is back. */
  async checkEnd({ isOff, primaryIsNew = true }: { isOff: boolean; primaryIsNew?: boolean }): Promise<void> {
    const { bench } = this;
    const pairs = await bench.pairs();
    const fail = (problem: string) => {
      throw new Broken(problem);
    };
    const primary = pairs.find(({ slot }) => slot === 'primary');
    if (pairs.some(({ slot }) => slot === 'staged')) fail('a pair is left in the slot');
    if (pairs.length !== 2) fail(`${pairs.length - 1} pairs were staged`);
    if ((primary?.consumerKey !== bench.original.consumerKey) !== primaryIsNew) fail('the wrong pair is primary');
    if (!primary?.accepted) fail('the primary pair gets no token');
    if (pairs.some(({ slot, accepted }) => slot === 'gone' && accepted)) fail('the old pair is still accepted');
    for (const { target, consumerKey, consumerSecret } of bench.held()) {
      if (consumerKey !== primary?.consumerKey || consumerSecret !== primary.consumerSecret)
        fail(`${target} has not the primary pair`);
    }
    const watched = await bench.watched();
    if (watched.consumerKey !== primary?.consumerKey) fail('another pair is watched than the primary one');
    const keys = await bench.store.keys(watched.orgId);
    if (keys.length !== 1 || keys[0] !== primary?.consumerKey) fail(`the store holds ${keys.length} pairs`);
    if (await this.open()) fail('a run is still open');
    await this.giveBack();
    if ((await bench.truth()).secretAccessOverRest === isOff) fail('secret access over REST was not given back');
    const open = await bench.state.journal.open();
    if (open.length > 0) fail(`an intent stays open: ${open[0]?.action}`);
    await bench.state.journal.verify();
  }

  /** What any start gives back that a run had borrowed and could not return. */
  async giveBack(): Promise<void> {
    const { ports, clock, state } = this.bench;
    if ((await state.journal.open()).length === 0) return;
    const org = await ports.openOrg('practice');
    await returnBorrowedSecretAccess({ org, state, clock });
  }
}
