import { existsSync, statSync } from 'node:fs';
import { returnBorrowedSecretAccess } from '../../src/core/acts/secret-access.ts';
import { beginResponse } from '../../src/core/emergency/begin-response.ts';
import type { EmergencyRequest } from '../../src/core/emergency/emergency-request.ts';
import { endOfEmergency } from '../../src/core/incident/ending.ts';
import type { EmergencyEnd } from '../../src/core/model/incident.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { resumeRotation, usualPatience } from '../../src/core/operate/operate.ts';
import { isKeyturnError, type KeyturnError } from '../../src/core/reasons/errors.ts';
import type { RunEnd } from '../../src/core/rotation/run.ts';
import { type Attacker, attackWith } from '../support/attacker.ts';
import { filesHolding } from '../support/files-holding.ts';
import type { RotationBench } from '../support/rotation-bench.ts';
import { Broken } from './person.ts';

export type ContainBy = EmergencyRequest['containBy'];
export type EmergencyOutcome = { readonly end: EmergencyEnd | null; readonly stop: KeyturnError | null };

/** Somebody who answers a leak with one command after the other, while an attacker has the pair. */
export class EmergencyPerson {
  readonly bench: RotationBench;
  readonly attacker: Attacker;
  readonly stops: string[] = [];
  /** Every consumer goes on getting tokens as long as nothing is contained. */
  keepsAccess = false;
  /** When the name was typed last, by the clock of the attacker. */
  confirmedAt = 0;
  end: EmergencyEnd | null = null;

  private constructor(bench: RotationBench, attacker: Attacker) {
    this.bench = bench;
    this.attacker = attacker;
  }

  /** The pair of now has leaked, and whoever has it has used it. */
  static async open(bench: RotationBench): Promise<EmergencyPerson> {
    const { instanceUrl, orgId, app } = await bench.watched();
    const { consumerKey, consumerSecret } = bench.original;
    await bench.store.put({ consumerKey, consumerSecret: new Secret(consumerSecret), orgId, app, savedAt: 0 });
    const attacker = attackWith({ instanceUrl, ...bench.original });
    if (await attacker.round()) throw new Error('the pair to leak gets no token');
    return new EmergencyPerson(bench, attacker);
  }

  /** @param options.confirmed called when the name was typed */
  async run(
    containBy: ContainBy,
    { byDeploy = false, mayReplaceAnew = true, confirmed = async (): Promise<void> => {} } = {},
  ): Promise<EmergencyOutcome> {
    return this.#outcomeOf(async () => {
      const response = await beginResponse(this.bench.ports, {
        ...(await this.#request(containBy)),
        byDeploy,
        mayReplaceAnew,
      });
      await confirmed();
      this.confirmedAt = performance.now();
      return response.run(this.bench.clock.now());
    });
  }

  async resume(): Promise<EmergencyOutcome> {
    const { watched, orgName, patienceMs } = await this.#request(null);
    return this.#outcomeOf(() => resumeRotation(this.bench.ports, { watched, orgName, patienceMs }));
  }

  async #request(containBy: ContainBy): Promise<EmergencyRequest> {
    return {
      ...{ watched: await this.bench.watched(), orgName: 'practice', patienceMs: usualPatience },
      ...{
        containBy,
        leakedSince: null,
        keepsSessions: false,
        reportTo: null,
        deliveries: null,
        byDeploy: false,
        mayReplaceAnew: true,
      },
      certificate: 'none',
    };
  }

  async #outcomeOf(work: () => Promise<RunEnd | null>): Promise<EmergencyOutcome> {
    const { state } = this.bench;
    try {
      const run = await work();
      const end = run && endOfEmergency(run, await state.journal.list({ orgId: run.watched.orgId }));
      this.end = end ?? this.end;
      return { end, stop: null };
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      this.stops.push(error.code);
      return { end: null, stop: error };
    } finally {
      await this.checkNothingLost();
      if (this.keepsAccess) await this.#checkConsumers();
    }
  }

  async #checkConsumers(): Promise<void> {
    const containment = (await this.open())?.emergency?.containment ?? null;
    if (containment !== null && containment.openedAt === null) return;
    const pairs = await this.bench.pairs();
    for (const { target, consumerKey, consumerSecret } of this.bench.held()) {
      const pair = pairs.find((one) => one.consumerKey === consumerKey && one.consumerSecret === consumerSecret);
      if (!pair?.accepted) fail(`${target} lost access`);
    }
  }

  async open() {
    const { orgId, consumerId } = await this.bench.watched();
    return this.bench.state.rotations.open(orgId, consumerId);
  }

  /** The primary pair is the leaked one, or in our store, or one that a deploy of ours has just made and can be read. */
  async checkNothingLost(): Promise<void> {
    const { bench } = this;
    const primary = (await bench.pairs()).find(({ slot }) => slot === 'primary');
    if (!primary || primary.consumerKey === bench.original.consumerKey) return;
    const kept = await bench.store.get((await bench.watched()).orgId, primary.consumerKey);
    if (kept?.consumerSecret.reveal() === primary.consumerSecret) return;
    if ((await this.open())?.emergency?.replaceBy !== 'deploy') throw new Broken('the primary pair is in no store');
  }

  /** Ends right: the leaked pair is dead, its tokens too (or it is said), the new one is everywhere, all is given back. */
  async checkEnd({
    isOff,
    others = 0,
    tokensDie = false,
  }: {
    readonly isOff: boolean;
    /** How many pairs somebody else made. */
    readonly others?: number;
    readonly tokensDie?: boolean;
  }): Promise<void> {
    await this.#checkPairs(others + (this.stops.includes('StagedSecretHidden') ? 3 : 2));
    await this.#checkGivenBack(isOff);
    await this.#checkAttacker(tokensDie);
    await this.#checkPapers();
  }

  async #checkPairs(most: number): Promise<void> {
    const { bench } = this;
    const pairs = await bench.pairs();
    const primary = pairs.find(({ slot }) => slot === 'primary');
    const leaked = pairs.find(({ consumerKey }) => consumerKey === bench.original.consumerKey);
    if (leaked?.slot !== 'gone' || leaked.accepted) fail('the leaked pair is not dead');
    if (pairs.some(({ slot }) => slot === 'staged')) fail('a pair is left in the slot');
    if (pairs.length < 2 || pairs.length > most) fail(`${pairs.length - 1} pairs were made`);
    if (!primary?.accepted) fail('the primary pair gets no token');
    for (const { target, consumerKey, consumerSecret } of bench.held()) {
      if (consumerKey !== primary?.consumerKey || consumerSecret !== primary.consumerSecret)
        fail(`${target} has not the new pair`);
    }
    const watched = await bench.watched();
    if (watched.consumerKey !== primary?.consumerKey) fail('another pair is watched than the primary one');
    const keys = await bench.store.keys(watched.orgId);
    if (keys.length !== 1 || keys[0] !== primary?.consumerKey) fail(`the store holds ${keys.length} pairs`);
    const kept = await bench.store.get(watched.orgId, primary?.consumerKey ?? '');
    if (kept?.consumerSecret.reveal() !== primary?.consumerSecret) fail('the store holds another secret');
  }

  async #checkGivenBack(isOff: boolean): Promise<void> {
    const { bench } = this;
    if (await this.open()) fail('a run is still open');
    const { ports, clock, state } = bench;
    const org = await ports.openOrg('practice');
    // As any start does.
    if ((await state.journal.open()).length > 0) await returnBorrowedSecretAccess({ org, state, clock });
    const { secretAccessOverRest, apps } = await bench.truth();
    if (secretAccessOverRest === isOff) fail('secret access over REST was not given back');
    const app = apps.find(({ developerName }) => developerName === bench.app);
    if (!app?.oauthEnabled || !app.flow.app || !app.flow.policy) fail('the flow stays off');
    const { executionUser } = await bench.watched();
    if (!executionUser) throw new Error('the seed has no execution user');
    if ((await org.users.freezeState(executionUser.id)).isFrozen) fail('the execution user stays frozen');
    const open = await state.journal.open();
    if (open.length > 0) fail(`an intent stays open: ${open[0]?.action}`);
    await state.journal.verify();
  }

  /** What he has is worth nothing any more, or the run says that it is. */
  async #checkAttacker(tokensDie: boolean): Promise<void> {
    const isAllRefused = await this.attacker.round();
    if (tokensDie && !isAllRefused) fail('a token of the attacker works on, and could have been ended');
    const says = this.saysOfTokens();
    if (!isAllRefused && says === 'dead') fail('a token of the attacker works on, and nobody says so');
    if (isAllRefused && says === 'alive') fail('the run says that a token works on, and none does');
  }

  /** In the result, and in what people are told to do next. */
  saysOfTokens(): 'dead' | 'alive' | 'unknown' {
    const { rotation, nextSteps = [] } = this.end ?? {};
    const lives = rotation?.emergency?.sessions?.tokenLives;
    const tells = (words: string) => nextSteps.some((step) => step.includes(words));
    if (lives === true && tells('issued for the leaked credentials still works')) return 'alive';
    return lives === null && tells('issued for the leaked credentials still work.') ? 'unknown' : 'dead';
  }

  async #checkPapers(): Promise<void> {
    const { bench, end } = this;
    const report = end?.report ?? null;
    for (const path of [report, report?.replace(/\.md$/, '.json')]) {
      if (!path || !existsSync(path) || statSync(path).size === 0) fail('no report was written');
    }
    const { apps } = await bench.truth();
    const secrets = apps.flatMap(({ consumers }) => consumers.flatMap(({ pairs }) => pairs));
    const told = JSON.stringify([bench.news, end]);
    for (const { consumerSecret } of secrets) {
      const files = filesHolding(bench.home, consumerSecret);
      if (files.length > 0) fail(`a secret stands in ${files.join(', ')}`);
      if (told.includes(consumerSecret)) fail('a secret was told');
    }
  }
}

function fail(problem: string): never {
  throw new Broken(problem);
}
