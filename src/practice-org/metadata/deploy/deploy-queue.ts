import { type DeployRecord, hasEnded, isSuccess } from '../../model/deploy-record.ts';
import type { OrgModel } from '../../model/org.ts';
import { type Caller, callerById } from '../caller.ts';
import { SoapFault } from '../soap/fault.ts';
import { type DeployOptions, optionsOfJson } from './deploy-options.ts';
import { type DeployPackage, readPackage } from './deploy-package.ts';
import { queueState } from './queue-times.ts';
import { runDeploy } from './run-deploy.ts';

/** A deploy that hasn't started. */
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
  /** The validation that a quick deploy repeats. */
  readonly validatedId?: string;
}

/** A quick deploy can use a validation for ten days. */
const VALID_FOR_MS = 10 * 24 * 60 * 60 * 1000;

/** Number of deploys that the org keeps. */
const KEPT = 200;

/** Length of the other deploy that knob `deployRunning` puts ahead of ours, in deploy times. */
const AHEAD_TIMES = 5;

/**
 * The org's deploys, which run one at a time. There are no timers: {@link settle} works out what has happened up to now.
 * Call it before reading anything that a deploy may have changed.
 */
export class DeployQueue {
  readonly #org: OrgModel;
  /** Id of the deploy because of which ours was refused. Once it has ended, our next deploy is accepted. */
  #refusedFor: string | null = null;
  /** Packages of unfinished deploys by id. After a restart they are read from the records. */
  readonly #packages = new Map<string, DeployPackage>();

  constructor(org: OrgModel) {
    this.#org = org;
  }

  /** @throws SoapFault if the org refuses the deploy because another one is running */
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
   * Whether another deploy prevents writing components right now. Salesforce doesn't document when this happens. Here it
   * happens with knob `deployRunning`, until the other deploy has ended.
   */
  isLocking(caller: Caller, version: number): boolean {
    this.settle();
    this.#putAhead({ options: optionsOfJson(null), version, caller });
    this.settle();
    return this.#runningAhead([true, 'refused']) !== null;
  }

  /** A deploy by its id (15 or 18 characters), with its current state; null if unknown. */
  find(id: string): DeployRecord | null {
    this.settle();
    return this.#org.data.deploys.find((deploy) => deploy.id === id || deploy.id.slice(0, 15) === id) ?? null;
  }

  /**
   * Requests a cancellation. A running deploy shows `Canceling` for a moment. Knob `cancelDeploy` says what else may happen.
   *
   * @throws {SoapFault} for a deploy that is unknown, has ended or is finalizing
   */
  cancel(id: string, caller: Caller): DeployRecord {
    const deploy = this.find(id);
    if (!deploy) throw new SoapFault('INVALID_ID_FIELD', 'Invalid deploy ID');
    if (hasEnded(deploy)) throw new SoapFault('INVALID_ID_FIELD', 'Deployment already completed');
    if (deploy.startedAt !== null && this.#org.knob('cancelDeploy') === 'refused') {
      throw new SoapFault('INVALID_ID_FIELD', 'You cannot cancel the deployment while finalizing is in progress');
    }
    deploy.cancelRequestedAt ??= this.#org.now();
    deploy.canceledById = caller.user.id;
    this.settle();
    this.#org.changed();
    return deploy;
  }

  /**
   * Deploys a successful validation without checking it again.
   *
   * @throws {SoapFault} unless the id is of a successful validation from the last ten days, and nothing was deployed since
   */
  repeat(id: string, caller: Caller): DeployRecord {
    const validation = this.find(id);
    if (!validation || validation.zip === null || !this.#isUsable(validation)) {
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

  #isUsable({ options, status, completedAt }: DeployRecord): boolean {
    if (!options.checkOnly || status !== 'Succeeded' || completedAt === null) return false;
    const isOvertaken = this.#org.data.deploys.some(
      (other) => !other.options.checkOnly && isSuccess(other) && (other.completedAt ?? 0) > completedAt,
    );
    return !isOvertaken && this.#org.now() - completedAt < VALID_FOR_MS;
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
    const state = queueState(deploy, freeAt, now, this.#org.knob('cancelDeploy'));
    if (state.is === 'pending') return;
    deploy.startedAt = state.startedAt;
    if (state.is === 'running') {
      deploy.status = state.canceling ? 'Canceling' : 'InProgress';
      deploy.componentsDeployed = Math.floor(state.share * deploy.componentsTotal);
      deploy.modifiedAt = now;
      return;
    }
    const isCanceled = state.is === 'canceled';
    if (!isCanceled || state.hasCommitted) this.#finish(deploy, state.endedAt);
    if (isCanceled) Object.assign(deploy, { status: 'Canceled', componentsDeployed: 0, zip: null });
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

  /** Starts another user's deploy just before ours, unless a deploy is already running. */
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

  /**
   * Salesforce doesn't document when an org refuses a deploy instead of queueing it. Here it does if knob `deployRunning` is
   * `refused`.
   */
  #refuseWhileBusy(): void {
    this.settle();
    const id = this.#runningAhead(['refused']);
    if (id !== null) throw new SoapFault('ALREADY_IN_PROCESS', `Another deployment is already in process: ${id}`);
  }

  /** Id of the deploy that blocks ours, if knob `deployRunning` has one of these values; else null. Remembers it. */
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

/** Another active user who may deploy, or the same user if there is none. */
function otherAdminThan(org: OrgModel, userId: string): string {
  const profiles = org.data.profiles.filter(({ permissions }) => permissions.includes('ModifyAllData'));
  const ids = new Set(profiles.map(({ id }) => id));
  for (const user of org.users.values()) {
    if (user.isActive && user.id !== userId && ids.has(user.profileId)) return user.id;
  }
  return userId;
}
