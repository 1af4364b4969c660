import type { WatchedApp } from '../model/watched-app.ts';
import { minute, second } from '../plain/time.ts';
import type { Clock, Lease, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { waitingForSecrets } from '../words/waiting.ts';
import type { Use } from './access-use.ts';

/**
 * How long after keyturn turned on REST access to secrets an answer without them may only mean that not every server of
 * Salesforce knows of it. In ms. Salesforce documents no time; the delay was seen on a scratch org, 2026-06.
 */
const lateMs = 5 * minute;
/** Waits between the tries, in ms. The last one is repeated. */
const delays = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * second);
/** The same once Salesforce shows another secret: what is refused then has another cause, or needs a moment longer. */
const delaysOnceShown = delays.slice(0, 4);

/** What the waits for REST access to secrets need besides the work. */
export interface LateAccess {
  readonly org: Pick<SalesforceOrg, 'secretAccess'>;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** What the work may only do while this process has it. */
  readonly lease?: Lease | undefined;
  /** Whether Salesforce shows a secret now; missing if the work itself asks for one. */
  readonly shows?: () => Promise<boolean>;
  /** Called before each wait. */
  readonly waits?: (until: number, attempt: number) => void;
}

/** Repeats a read, or a change that Salesforce refused, until Salesforce shows secrets. */
export type UntilShown = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Whether an answer without a secret may change soon, because keyturn turned on REST access to secrets a moment ago. */
export function mayShowLater({ onSince, isSettled }: Use, now: number): boolean {
  return onSince !== null && !isSettled && now >= onSince && now - onSince < lateMs;
}

/**
 * Repeats the work while Salesforce may not show secrets yet. A lost answer isn't repeated, only a refusal: nothing has changed then.
 * @throws the last refusal; TakenOver before and after each wait; Interrupted
 */
export async function untilShown<Value>(
  { org, clock, signal, lease, shows, waits }: LateAccess,
  use: Use,
  work: () => Promise<Value>,
): Promise<Value> {
  let shownTries = 0;
  for (let attempt = 1; ; attempt += 1) {
    const wasOpen = mayShowLater(use, clock.now());
    const { value, refusal } = await unlessHidden(work);
    if (refusal === null) return value as Value;
    // Somebody else has turned it off.
    if (use.onSince === null || (await org.secretAccess()) === false) throw refusal;
    if (!wasOpen) {
      use.isHidden = true;
      throw refusal;
    }
    if (await shows?.()) shownTries += 1;
    const delay = nextDelay(refusal, { attempt, shownTries });
    if (delay === undefined || !mayShowLater(use, clock.now() + delay)) {
      use.isSettled = true;
      continue;
    }
    await lease?.heartbeat();
    waits?.(clock.now() + delay, attempt);
    await clock.sleep(delay, signal).catch((cause: unknown) => {
      throw reason('Interrupted', { doing: waitingForSecrets, command: null }, { cause });
    });
    await lease?.heartbeat();
  }
}

async function unlessHidden<Value>(work: () => Promise<Value>) {
  try {
    return { value: await work(), refusal: null };
  } catch (error) {
    if (!isHidden(error)) throw error;
    return { value: null, refusal: error };
  }
}

/** In ms; undefined if waiting makes no difference. */
function nextDelay(
  { code }: KeyturnError,
  { attempt, shownTries }: { readonly attempt: number; readonly shownTries: number },
): number | undefined {
  if (shownTries === 0) return delays[attempt - 1] ?? delays.at(-1);
  // The org shows one secret, and leaves out this one for good.
  return code === 'SecretUnreadable' ? undefined : delaysOnceShown[shownTries - 1];
}

/**
 * Whether Salesforce shows the secret of an app's current credentials, or refuses it for another reason than REST access: either way,
 * the setting has taken effect.
 * @throws an interruption
 */
export async function showsSecret(
  { apps }: Pick<SalesforceOrg, 'apps'>,
  { appId, consumerId }: Pick<WatchedApp, 'appId' | 'consumerId'>,
): Promise<boolean> {
  try {
    await apps.readPair(appId, consumerId);
    return true;
  } catch (error) {
    if (!isKeyturnError(error) || error.exitCode === 130) throw error;
    const { retryable } = error;
    return !isHidden(error) && !retryable;
  }
}

function isHidden(error: unknown): error is KeyturnError {
  return isKeyturnError(error) && (error.code === 'SecretAccessDisabled' || error.code === 'SecretUnreadable');
}
