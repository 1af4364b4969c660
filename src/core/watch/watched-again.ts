import { watchDetail } from '../acts/noted-watch.ts';
import { freezesThatStay } from '../acts/shared-freeze.ts';
import type { SlotLook } from '../acts/stranger.ts';
import { signInDrift } from '../drift/drift.ts';
import { overByToken, withFindings, withoutFindings } from '../drift/over.ts';
import type { AppSummary } from '../model/app.ts';
import type { KnownLeak } from '../model/containment-record.ts';
import type { UserFacts } from '../model/execution-user.ts';
import type { Rotation } from '../model/rotation.ts';
import type { Proof } from '../model/token-answer.ts';
import type { Drift, LastCheck, LastProof, StoredApp, WatchedApp } from '../model/watched-app.ts';
import { issuesNoToken } from '../proof/judge.ts';
import { cureForUser, cureOf } from '../reasons/setup-places.ts';
import { adoptWarnings } from '../words/adopt.ts';
import type { DriftFacts } from '../words/drift.ts';
import { proofDetail } from '../words/token-problems.ts';
import { containedBy } from './check.ts';

type User = Pick<UserFacts, 'id' | 'username' | 'isActive' | 'isFrozen'>;

interface Seen {
  readonly app: Pick<WatchedApp, 'app' | 'consumerKey'>;
  readonly slot: SlotLook;
  readonly isStored: boolean;
  readonly proof: Proof | null;
  /** The execution user in the org; null if unknown. */
  readonly user: User | null;
  /** What keeps the execution user from signing in. */
  readonly userFindings: readonly DriftFacts[];
  /** A leak of the credentials; null if none is known. */
  readonly leak: KnownLeak | null;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * The last check of an app that a person watches again. What it found stays, except what shows itself to be over: only `--accept`
 * accepts it. Null if there is nothing to keep, so that the first check is still due.
 * @param kept the app before; null if it is new, or if everything is accepted
 */
export function keptFindings(
  kept: WatchedApp | null,
  { app, slot, isStored, proof, user, userFindings, leak, now }: Seen,
): LastCheck | null {
  const over: readonly Drift['kind'][] = [
    // The app was found with these credentials, at an address that a person has accepted.
    ...(['app-gone', 'pair-changed-outside', 'sandbox-refreshed', 'host-changed'] as const),
    ...(slot.isRead ? (['staged-outside'] as const) : []),
    ...(isStored ? (['secret-missing'] as const) : []),
    ...(user?.isActive ? (['user-missing', 'user-inactive'] as const) : []),
    ...(user?.isFrozen === false ? (['user-frozen'] as const) : []),
    ...(kept && proof?.answer === 'accepted' ? overByToken(kept, proof.userId) : []),
  ];
  const before = kept ? withoutFindings(kept, new Set(over)).lastCheck : null;
  const stranger = slot.stranger ? [{ kind: 'staged-outside', ...slot.stranger } as const] : [];
  const { lastCheck } = withFindings({ app: app.app, lastCheck: before }, [...stranger, ...userFindings], now, leak);
  // Other credentials were never checked.
  const isChecked = kept?.consumerKey === app.consumerKey;
  if (lastCheck === null || isChecked) return lastCheck;
  return lastCheck.drift.length === 0 ? null : { ...lastCheck, isFirstLook: true };
}

interface Known {
  readonly app: Pick<WatchedApp, 'orgId' | 'consumerId'>;
  readonly user: User | null;
  readonly newest: Rotation | null;
}

/** What keeps the execution user of an app from signing in, as a check would find it. */
export async function findingsOfUser(
  state: Parameters<typeof freezesThatStay>[0],
  { app, user, newest }: Known,
): Promise<readonly DriftFacts[]> {
  if (user === null) return [];
  const [frozenFor] = user.isFrozen ? await freezesThatStay(state, { ...app, executionUser: user }) : [];
  return signInDrift(user.username, user, { containedBy: containedBy(newest), frozenFor });
}

/** Why keyturn got no token, and what to do unless a finding says it. */
export function noTokenWarning(
  app: string,
  proof: Exclude<Proof, { answer: 'accepted' }>,
  { user, userFindings }: Pick<Seen, 'user' | 'userFindings'>,
): string {
  const cure = cureOf(app, cureForUser(proof.cure, user?.username));
  return adoptWarnings.noToken(proofDetail(proof), userFindings.length > 0 ? null : cure);
}

/** Where the org itself shows that the app issues no token, a refusal doesn't come from a server that lags behind. */
export function firstAnswer(proof: Proof, flow: AppSummary['flow']): Pick<LastProof, 'answer' | 'detail'> {
  const detail = proofDetail(proof);
  if (proof.answer === 'accepted') return { answer: proof.answer, detail };
  const isShut = (flow.kind === 'off' || flow.kind === 'oauth-disabled') && issuesNoToken(proof);
  return { answer: isShut ? 'refused' : proof.answer, detail };
}

interface Asked {
  readonly deliveries: readonly unknown[];
  readonly issuedAt: number | null;
  readonly takesOver?: WatchedApp | null;
}

/** Why keyturn didn't read the credentials. If it has them already, that matters only to a person who asked for nothing else. */
export function notRead(
  { deliveries, issuedAt, takesOver }: Asked,
  { read, before, app }: { readonly read: unknown; readonly before: WatchedApp | null; readonly app: StoredApp },
): string | null {
  const why = read === null ? 'unreadable' : read === 'access-off' ? 'accessOff' : null;
  if (why === null) return null;
  if (app.store === null) return adoptWarnings[why](app.app);
  const { again, policyChanged } = watchDetail(before, app) ?? {};
  const isAllAsked = again === true && !policyChanged && deliveries.length === 0 && issuedAt === null && !takesOver;
  return isAllAsked ? adoptWarnings.notReadAgain[why](app.app) : null;
}
