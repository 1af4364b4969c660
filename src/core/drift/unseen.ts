import { overlapMs } from '../machine/salesforce-times.ts';
import type { Drift, LastProof, WatchedApp } from '../model/watched-app.ts';
import { unseenWords } from '../words/unseen.ts';
import { ofUser } from './over.ts';

const user: readonly Drift['kind'][] = [...ofUser, 'user-changed', 'user-more-powerful'];

/** What a check can't find while the org doesn't show this. */
const hiddenWith: Readonly<Record<string, readonly Drift['kind'][]>> = {
  [unseenWords.slot]: ['staged-outside'],
  [unseenWords.settings]: [...user, 'flow-off', 'policy-loosened'],
  [unseenWords.user]: user,
  [unseenWords.secretAccess]: ['secret-access-left-on'],
};

/** Nothing of these is true of an app that is gone, or came with a copy of production. */
const instead: readonly Drift['kind'][] = ['app-gone', 'sandbox-refreshed'];

interface Check {
  readonly unseen: readonly string[];
  readonly proof: Pick<LastProof, 'answer'> | null;
  /** Epoch ms. */
  readonly now: number;
}

/** What a check found, and what was found before and this check couldn't see. */
export function withUnseen(
  { lastCheck }: Pick<WatchedApp, 'lastCheck'>,
  found: readonly Drift[],
  { unseen, proof, now }: Check,
): readonly Drift[] {
  if (found.some(({ kind }) => instead.includes(kind))) return found;
  const hidden = new Set(unseen.flatMap((what) => hiddenWith[what] ?? []));
  const isOver = ({ kind, since }: Drift) =>
    kind === 'staged-outside'
      ? since + overlapMs <= now
      : proof?.answer === 'accepted' && (kind === 'flow-off' || ofUser.has(kind));
  const kept = (lastCheck?.drift ?? []).filter((one) => hidden.has(one.kind) && !isOver(one));
  const others = kept.filter(({ kind }) => !found.some((one) => one.kind === kind));
  return [...found, ...others.map((one) => ({ ...one, seenAt: one.seenAt ?? lastCheck?.at ?? now }))];
}
