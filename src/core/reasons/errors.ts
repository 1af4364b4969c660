import { accessReasons } from './access.ts';
import { backupReasons } from './backup.ts';
import { callReasons } from './call.ts';
import { decommissionReasons } from './decommission.ts';
import { emergencyReasons } from './emergency.ts';
import { metadataReasons } from './metadata.ts';
import { networkReasons } from './network.ts';
import { orgReasons } from './org.ts';
import { proofReasons } from './proof.ts';
import type { ExitCode, Reason } from './reason.ts';
import { rotationReasons } from './rotation.ts';
import { serviceReasons } from './service.ts';
import { stateReasons } from './state.ts';
import { storeReasons } from './store.ts';
import { uninstallReasons } from './uninstall.ts';

/** Every error of keyturn, by reason code: message, exit code, effect on integrations, and what to do. */
export const reasons = {
  ...callReasons,
  ...orgReasons,
  ...networkReasons,
  ...accessReasons,
  ...metadataReasons,
  ...proofReasons,
  ...rotationReasons,
  ...emergencyReasons,
  ...decommissionReasons,
  ...storeReasons,
  ...stateReasons,
  ...serviceReasons,
  ...uninstallReasons,
  ...backupReasons,
};

export type ReasonCode = keyof typeof reasons;
type DetailOf<Code extends ReasonCode> = (typeof reasons)[Code] extends Reason<infer Detail> ? Detail : never;

interface Overrides {
  /** Replaces the catalogue's sentence about integrations where the caller knows more. */
  readonly safe?: string;
  readonly cause?: unknown;
  /** How long the server asked to wait before a retry, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/** The only error type that leaves `core`. */
export class KeyturnError extends Error {
  override readonly name = 'KeyturnError';
  readonly code: ReasonCode;
  readonly exitCode: ExitCode;
  readonly retryable: boolean;
  readonly safe: string;
  readonly actions: readonly string[];
  /** How long the server asked to wait before a retry, in ms. Null if it didn't say. */
  readonly retryAfterMs: number | null;

  constructor(init: {
    code: ReasonCode;
    message: string;
    exitCode: ExitCode;
    retryable: boolean;
    safe: string;
    actions: readonly string[];
    retryAfterMs?: number | null | undefined;
    cause?: unknown;
  }) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.exitCode = init.exitCode;
    this.retryable = init.retryable;
    this.safe = init.safe;
    this.actions = init.actions;
    this.retryAfterMs = init.retryAfterMs ?? null;
  }

  /** The same error with a different sentence about integrations, for callers that know what has changed. */
  withSafe(safe: string): KeyturnError {
    return new KeyturnError({ ...this, code: this.code, message: this.message, safe, cause: this.cause });
  }

  /** The same error with a name for people in place of an id. */
  naming(id: string, name: string): KeyturnError {
    const worded = (text: string) => text.replaceAll(id, name);
    if (!this.message.includes(id)) return this;
    const actions = this.actions.map(worded);
    return new KeyturnError({ ...this, message: worded(this.message), actions, cause: this.cause });
  }

  /** The same error with what is known of the org, and how to continue. */
  continuing(known: Pick<KeyturnError, 'safe' | 'actions'>): KeyturnError {
    return new KeyturnError({ ...this, message: this.message, ...known, cause: this.cause });
  }

  /** The same error with another action in front. */
  withAction(action: string): KeyturnError {
    const actions = [action, ...this.actions];
    return new KeyturnError({ ...this, message: this.message, actions, cause: this.cause });
  }
}

/** Creates the error for a reason code: `throw reason('OrgUnknown', {…})`. */
export function reason<Code extends ReasonCode>(
  code: Code,
  detail: DetailOf<Code>,
  overrides: Overrides = {},
): KeyturnError {
  const entry = reasons[code] as Reason<DetailOf<Code>>;
  return new KeyturnError({
    code,
    message: entry.message(detail),
    exitCode: entry.exit,
    retryable: entry.retryable ?? entry.exit === 75,
    safe: overrides.safe ?? entry.safe,
    actions: entry.actions(detail),
    retryAfterMs: overrides.retryAfterMs,
    ...(overrides.cause === undefined ? {} : { cause: overrides.cause }),
  });
}

export function isKeyturnError(error: unknown): error is KeyturnError {
  return error instanceof KeyturnError;
}

/** Whether something is another process's, from the beginning or by now. Whoever needs it leaves it to that process. */
export function isAnothers(error: unknown): boolean {
  return isKeyturnError(error) && isAnothersCode(error.code);
}

export function isAnothersCode(code: string | undefined): boolean {
  return code === 'AnotherAtWork' || code === 'TakenOver';
}

/** The error that the work fails with, or null. Any other exception is rethrown. */
export async function errorOf(work: Promise<unknown>): Promise<KeyturnError | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (isKeyturnError(error)) return error;
    throw error;
  }
}

/** Whether keyturn's own disk, and no org, is the problem. */
export function isHomeFault(error: unknown): boolean {
  return isKeyturnError(error) && (error.code === 'HomeNotWritable' || error.code === 'DiskFull');
}

const stateFaults: ReadonlySet<ReasonCode> = new Set([
  'FileNotYours',
  'RecordUnreadable',
  'StateBusy',
  'StateDamaged',
  'StateLost',
  'StateReplaced',
  'StateTooNew',
]);

/** Whether keyturn's own state can't be used, for whatever reason. */
export function isStateFault(error: unknown): error is KeyturnError {
  return isHomeFault(error) || (isKeyturnError(error) && stateFaults.has(error.code));
}
