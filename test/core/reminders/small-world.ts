import { type WorkFacts, workOf } from '../../../src/core/automation/work.ts';
import type { Notice } from '../../../src/core/model/notice.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { targetText } from '../../../src/core/model/target.ts';
import type { Drift, WatchedApp } from '../../../src/core/model/watched-app.ts';
import { isQuieted, noticesOf } from '../../../src/core/reminders/notices.ts';
import { day, delivery, drift, rotated, staged } from '../automation/app-facts.ts';

export type Settings = Pick<WorkFacts, 'window' | 'stageAheadDays' | 'checkEveryMs'>;

/** A watched app, its org and its person, as small as a year of ticks needs them. */
export class SmallApp {
  watched: WatchedApp;
  rotation: Rotation | null = null;
  #drift: readonly Drift['kind'][] = [];
  #isSignedIn = true;
  readonly #settings: Settings;
  #runs = 0;

  constructor(watched: WatchedApp, settings: Settings) {
    this.watched = watched;
    this.#settings = settings;
  }

  facts(now: number): WorkFacts {
    return { ...this.#settings, watched: this.watched, rotation: this.rotation, now };
  }

  /** What a tick does: all the work that there is, with the world's answers to it. */
  work(now: number): readonly string[] {
    const done: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      const work = workOf(this.facts(now));
      if (work === null || done.includes(work.do)) break;
      done.push(work.do);
      if (!this.#isSignedIn) {
        this.#fail(now);
        break;
      }
      this.watched = { ...this.watched, trouble: null };
      this.#do(work.do, now);
    }
    return done;
  }

  /** What a look finds in the org from now on. */
  drifts(...kinds: readonly Drift['kind'][]): void {
    this.#drift = kinds;
  }

  signIn(isSignedIn: boolean): void {
    this.#isSignedIn = isSignedIn;
  }

  stage(now: number): void {
    const targets = this.watched.deliveries.map((target) => delivery(targetText(target), 'pending'));
    const slot = { id: '0xS', createdAt: now, expiresAt: now + 30 * day };
    this.rotation = staged({
      ...this.#run(now),
      deliveries: targets,
      stays: `${this.watched.app}-key-${this.#runs}`,
      staged: slot,
      savedAt: now,
      stagedProvedAt: now,
    });
  }

  /** A run that stopped before the rotation, as a person has to update a consumer. */
  handOver(now: number, consumer: string): void {
    this.stage(now);
    const waiting = [delivery(`manual:${consumer}`, 'waiting', now)];
    this.#change({ kind: 'rotate', deliveries: waiting, stop: { code: 'HandOverPending', at: now } });
  }

  rotate(now: number): void {
    if (this.rotation?.finishedAt !== null) this.stage(now);
    const { stays, deliveries } = this.rotation as Rotation;
    this.#change({
      kind: 'rotate',
      stop: null,
      deliveries: deliveries.map(({ target }) => delivery(targetText(target), 'delivered', now)),
      rotatedAt: now,
      primaryProvedAt: now,
      overlapEndsAt: now + 30 * day,
    });
    this.watched = { ...this.watched, issuedAt: now, ageSource: 'rotated', consumerKey: stays as string };
  }

  finish(now: number): void {
    this.#change({ endedAt: now, refusedAt: now, finishedAt: now, outcome: 'done' });
  }

  /** Rotates and ends the former pair at once. */
  replace(now: number): void {
    this.rotate(now);
    this.finish(now);
  }

  #do(what: string, now: number): void {
    const { lastCheck, lastProof } = this.watched;
    const earlier = new Map(lastCheck?.drift.map(({ kind, since }) => [kind, since]));
    if (what === 'stage' || what === 'restage') this.stage(now);
    else if (what === 'rotate') this.rotate(now);
    else if (what === 'resume') this.finish(now);
    else {
      const found = this.#drift.map((kind) => drift(kind, earlier.get(kind) ?? now));
      this.watched = {
        ...this.watched,
        lastCheck: { at: now, drift: found },
        lastProof: lastProof && { ...lastProof, at: now },
      };
    }
  }

  #fail(now: number): void {
    const since = this.watched.trouble?.since ?? now;
    const trouble = {
      code: 'SignInBroken',
      message: "The sign-in doesn't work any more",
      since,
      triedAt: now,
      isPassing: false,
    };
    this.watched = { ...this.watched, trouble };
  }

  #run(now: number): Partial<Rotation> {
    this.#runs += 1;
    const { app, consumerId, consumerKey } = this.watched;
    return { id: `${app}-run-${this.#runs}`, app, consumerId, startedAt: now, ends: consumerKey, stageIntendedAt: now };
  }

  #change(fields: Partial<Rotation>): void {
    this.rotation = rotated({ ...(this.rotation as Rotation), ...fields });
  }
}

export interface Told {
  readonly at: number;
  readonly notice: Notice;
}

/** What every daemon of a state shares: an id is told by whoever is the first. */
export class ToldOnce {
  readonly list: Told[] = [];
  readonly #ids = new Set<string>();

  tell(app: SmallApp, now: number): number {
    const facts = app.facts(now);
    const fresh = noticesOf(facts)
      .filter((notice) => !isQuieted(notice, facts.watched.attention, now))
      .filter(({ id }) => !this.#ids.has(id));
    for (const notice of fresh) {
      this.#ids.add(notice.id);
      this.list.push({ at: now, notice });
    }
    return fresh.length;
  }
}
