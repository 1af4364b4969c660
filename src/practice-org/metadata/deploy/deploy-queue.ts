import { type DeployRecord, hasEnded } from '../../model/deploy-record.ts';
import type { OrgModel } from '../../model/org.ts';
import { type Caller, callerById } from '../caller.ts';
import { SoapFault } from '../soap/fault.ts';
import { type DeployOptions, optionsOfJson } from './deploy-options.ts';
import { type DeployPackage, readPackage } from './deploy-package.ts';
import { queueState } from './queue-times.ts';
import { runDeploy } from './run-deploy.ts';

/** A deploy that nobody has begun. */
const untouched = {
  status: 'Pending',
  startedAt: null,
  completedAt: null,
  cancelRequestedAt: null,
  canceledById: null,
  componentsDeployed: 0,
  componentErrors: 0,
} as const;

export interface DeploySubmission {
  readonly zip: Uint8Array;
  readonly options: DeployOptions;
  readonly version: number;
  readonly caller: Caller;
  /** The validation that is repeated, for a quick deploy. */
  readonly validatedId?: string;
}

/** A validation may be repeated as a quick deploy for ten days. */
const VALID_FOR_MS = 10 * 24 * 60 * 60 * 1000;

/** Deploys the org remembers. */
const KEPT = 200;

/** How long the deploy of somebody else takes that knob `deployRunning` puts ahead of ours, in deploy times. */
const AHEAD_TIMES = 5;

/**
 * The org's deploys, one at a time. There are no timers: {@link settle} works out what has happened up to now, and
 * must be called before anything that a finished deploy may have changed is looked at.
 */
export class DeployQueue {
  readonly #org: OrgModel;
  /** Somebody else's deploy that ours was refused for: when it has ended, the next call of ours is taken. */
  #refusedFor: string | null = null;
  /** Packages of deploys that have not ended, by id; read again from the record after a restart. */
  readonly #packages = new Map<string, DeployPackage>();

  constructor(org: OrgModel) {
    this.#org = org;
  }

  /** @throws SoapFault where the org refuses a deploy while another runs */
  submit(submission: DeploySubmission): DeployRecord {
    this.settle();
    this.#putAhead(submission);
    this.#refuseWhileBusy();
    const record = this.#record(submission);
    this.#org.data.deploys.push(record);
    this.#forgetOldest();
    this.settle();
    this.#org.changed();
    return record;
  }

  /**
   * Whether somebody else's deploy keeps components from being written at once. Nobody has documented when one does: it does
   * with the knob `deployRunning`, until that deploy has ended.
   */
  isLocking(caller: Caller, version: number): boolean {
    this.settle();
    this.#putAhead({ options: optionsOfJson(null), version, caller });
    this.settle();
    return this.#runningAhead([true, 'refused']) !== null;
  }

  /** A deploy by its id, 15 or 18 characters, as it stands now; null for one the org doesn't know. */
  find(id: string): DeployRecord | null {
    this.settle();
    return this.#org.data.deploys.find((deploy) => deploy.id === id || deploy.id.slice(0, 15) === id) ?? null;
  }

  /**
   * Asks to cancel. The record shows `Canceling` for a moment where the deploy runs already.
   *
   * @throws {SoapFault} for an unknown deploy and one that has ended
   */
  cancel(id: string, caller: Caller): DeployRecord {
    const deploy = this.find(id);
    if (!deploy) throw new SoapFault('INVALID_ID_FIELD', 'Invalid deploy ID');
    if (hasEnded(deploy)) throw new SoapFault('INVALID_ID_FIELD', 'Deployment already completed');
    deploy.cancelRequestedAt ??= this.#org.now();
    deploy.canceledById = caller.user.id;
    this.settle();
    this.#org.changed();
    return deploy;
  }

  /**
   * Deploys what a successful check-only deploy has checked, without checking again.
   *
   * @throws {SoapFault} for anything that isn't such a validation
   */
  repeat(id: string, caller: Caller): DeployRecord {
    const validation = this.find(id);
    const isFresh = validation?.completedAt != null && this.#org.now() - validation.completedAt < VALID_FOR_MS;
    if (!validation?.options.checkOnly || validation.status !== 'Succeeded' || validation.zip === null || !isFresh) {
      throw new SoapFault('INVALID_ID_FIELD', 'Invalid validation ID');
    }
    return this.submit({
      zip: Buffer.from(validation.zip, 'base64'),
      options: { ...validation.options, checkOnly: false },
      version: validation.version,
      caller,
      validatedId: validation.id,
    });
  }

  settle(): void {
    const now = this.#org.now();
    let freeAt = 0;
    for (const deploy of this.#org.data.deploys) {
      if (!hasEnded(deploy)) this.#advance(deploy, freeAt, now);
      freeAt = Math.max(freeAt, deploy.completedAt ?? Number.POSITIVE_INFINITY);
    }
  }

  #advance(deploy: DeployRecord, freeAt: number, now: number): void {
    const state = queueState(deploy, freeAt, now);
    if (state.is === 'pending') return;
    deploy.startedAt = state.startedAt;
    if (state.is === 'running') {
      deploy.status = state.canceling ? 'Canceling' : 'InProgress';
      deploy.componentsDeployed = Math.floor(state.share * deploy.componentsTotal);
      deploy.modifiedAt = now;
      return;
    }
    if (state.is === 'canceled') Object.assign(deploy, { status: 'Canceled', componentsDeployed: 0, zip: null });
    else this.#finish(deploy, state.endedAt);
    deploy.completedAt = state.endedAt;
    deploy.modifiedAt = state.endedAt;
    this.#packages.delete(deploy.id);
    this.#org.changed();
  }

  #finish(deploy: DeployRecord, at: number): void {
    const caller = callerById(this.#org, deploy.createdById);
    if (deploy.zip === null || !caller) {
      deploy.status = 'Succeeded';
      deploy.componentsDeployed = deploy.componentsTotal;
      return;
    }
    const { options } = deploy;
    const outcome = runDeploy({ org: this.#org, caller, package: this.#packageOf(deploy), options, at });
    deploy.status = outcome.status;
    deploy.rows = [...outcome.rows];
    deploy.componentsDeployed = outcome.componentsDeployed;
    deploy.componentErrors = outcome.componentErrors;
    if (!deploy.options.checkOnly || outcome.status !== 'Succeeded') deploy.zip = null;
  }

  #packageOf(deploy: DeployRecord): DeployPackage {
    const held = this.#packages.get(deploy.id);
    return held ?? readPackage(Buffer.from(deploy.zip ?? '', 'base64'), packageOptions(deploy));
  }

  #record(submission: DeploySubmission): DeployRecord {
    const { zip, options, version, caller, validatedId = null } = submission;
    const read = readPackage(zip, packageOptions(submission));
    const id = this.#org.newId('0Af');
    this.#packages.set(id, read);
    const sizes = { componentsTotal: read.units.length, zipSize: zip.length, numberFiles: read.fileCount };
    const sent = { id, options, version, createdById: caller.user.id, validatedId, ...sizes };
    return this.#pending({ ...sent, zip: Buffer.from(zip).toString('base64'), durationMs: this.#deployMs() });
  }

  /** Somebody else's deploy, already running when ours comes: only where nothing runs yet. */
  #putAhead(submission: Omit<DeploySubmission, 'zip'>): void {
    if (this.#org.knob('deployRunning') === false || this.#refusedFor !== null) return;
    if (this.#org.data.deploys.some((deploy) => !hasEnded(deploy))) return;
    const { options, version, caller } = submission;
    const id = this.#org.newId('0Af');
    const sent = { id, options: { ...options, checkOnly: false }, version, validatedId: null, zip: null };
    const sizes = { componentsTotal: 12, zipSize: 4096, numberFiles: 12 };
    const durationMs = this.#deployMs() * AHEAD_TIMES;
    const createdById = otherAdminThan(this.#org, caller.user.id);
    this.#org.data.deploys.push(this.#pending({ ...sent, ...sizes, createdById, durationMs }));
  }

  /** Nobody has documented when an org refuses instead of queueing: with the knob `deployRunning` at `refused` it does. */
  #refuseWhileBusy(): void {
    this.settle();
    const id = this.#runningAhead(['refused']);
    if (id !== null) throw new SoapFault('ALREADY_IN_PROCESS', `Another deployment is already in process: ${id}`);
  }

  /** The deploy that keeps ours out, where the knob `deployRunning` has one of these values; remembered, or null. */
  #runningAhead(knobValues: readonly (boolean | string)[]): string | null {
    const running = this.#org.data.deploys.find((deploy) => !hasEnded(deploy));
    const isInTheWay = knobValues.some((value) => value === this.#org.knob('deployRunning'));
    this.#refusedFor = isInTheWay ? (running?.id ?? null) : null;
    if (this.#refusedFor !== null) this.#org.changed();
    return this.#refusedFor;
  }

  #pending(sent: Pending): DeployRecord {
    const now = this.#org.now();
    return { ...sent, ...untouched, rows: [], createdAt: now, modifiedAt: now };
  }

  #forgetOldest(): void {
    const ended = this.#org.data.deploys.findIndex(hasEnded);
    if (this.#org.data.deploys.length > KEPT && ended >= 0) this.#org.data.deploys.splice(ended, 1);
  }

  #deployMs(): number {
    const ms = Number(this.#org.knob('deployMs'));
    return Number.isFinite(ms) && ms > 0 ? ms : 0;
  }
}

type Pending = Omit<DeployRecord, keyof typeof untouched | 'rows' | 'createdAt' | 'modifiedAt'>;

function packageOptions(deploy: { version: number; options: DeployOptions }) {
  return { version: deploy.version, allowMissingFiles: deploy.options.allowMissingFiles };
}

/** Somebody else who may deploy; the same user where there is nobody. */
function otherAdminThan(org: OrgModel, userId: string): string {
  const profiles = org.data.profiles.filter(({ permissions }) => permissions.includes('ModifyAllData'));
  const ids = new Set(profiles.map(({ id }) => id));
  for (const user of org.users.values()) {
    if (user.isActive && user.id !== userId && ids.has(user.profileId)) return user.id;
  }
  return userId;
}
