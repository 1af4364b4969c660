import type { EmergencyRun } from '../model/emergency-run.ts';
import type { Evidence } from '../model/incident.ts';
import { day } from '../plain/time.ts';
import type { LoginEntry, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { type EvidenceGap, evidenceGapWords, unseenWords } from '../words/unseen.ts';
import { hasSucceeded } from './sign-in-summary.ts';

/** How far back it is looked where nobody said since when. In ms. */
const guessedMs = 30 * day;
/** Addresses that were in use for this long before are known ones. In ms. */
const earlierMs = 30 * day;
/** The org is asked for this many lines at most; as many may mean that there are more. */
const mostLines = 2000;

/** The time in question: what was said, else a guess. */
export function windowOf({ leakedSince, confirmedAt }: Pick<EmergencyRun, 'leakedSince' | 'confirmedAt'>): {
  readonly since: number;
  readonly isSinceTold: boolean;
} {
  return { since: leakedSince ?? confirmedAt - guessedMs, isSinceTold: leakedSince !== null };
}

/**
 * What the org tells of the execution user in the time in question. Never throws: a report without evidence is better than
 * none, so whatever stands in the way is named in `unseen`.
 */
export async function gatherEvidence(
  org: Pick<SalesforceOrg, 'users' | 'sessions' | 'facts'>,
  question: {
    readonly user: { readonly id: string; readonly username: string } | null;
    readonly since: number;
    readonly isSinceTold: boolean;
    readonly until: number;
  },
): Promise<Evidence> {
  const { user, ...time } = question;
  const nothing = { signIns: null, earlierAddresses: null, setupChanges: null, ownAddress: null };
  if (user === null) return { ...time, ...nothing, unseen: [unseenWords.nobody] };
  const unseen: string[] = [];
  const gap = (what: 'sign-ins' | 'changes') => (found: EvidenceGap) =>
    void unseen.push(evidenceGapWords(what, user.username, found));
  const [all, setupChanges, ownAddress] = await Promise.all([
    asked(() => org.users.signIns(user.id, time.since - earlierMs), gap('sign-ins')),
    asked(() => org.users.setupChanges(user.id, time.since), gap('changes')),
    ownAddressOf(org),
  ]);
  const signIns = all?.filter(({ at }) => at >= time.since) ?? null;
  const known = all && earlierAddresses(all, time.since);
  return { ...time, signIns, earlierAddresses: known, ownAddress, setupChanges, unseen };
}

/** Without it no sign-in is called ours, which is nothing that has to be told apart. */
async function ownAddressOf(org: Pick<SalesforceOrg, 'sessions' | 'facts'>): Promise<string | null> {
  try {
    return await org.sessions.ownAddress((await org.facts()).person.id);
  } catch {
    return null;
  }
}

/** Where all lines that were read are of the time in question, nobody knows what was before. */
function earlierAddresses(all: readonly LoginEntry[], since: number): readonly string[] | null {
  const earlier = all.filter(({ at }) => at < since);
  if (earlier.length === 0 && all.length >= mostLines) return null;
  return [...new Set(earlier.filter(hasSucceeded).map(({ sourceIp }) => sourceIp))];
}

/** Even a defect of ours is no reason to have no report: unlike `acts/seen` nothing is thrown, and why is named as well. */
async function asked<Line>(
  ask: () => Promise<readonly Line[]>,
  missing: (gap: EvidenceGap) => void,
): Promise<readonly Line[] | null> {
  try {
    const lines = await ask();
    if (lines.length >= mostLines) missing({ kind: 'cut', lines: lines.length });
    return lines;
  } catch (error) {
    missing(gapOf(error));
    return null;
  }
}

function gapOf(error: unknown): EvidenceGap {
  if (!isKeyturnError(error)) return { kind: 'defect' };
  const { retryable, exitCode, message } = error;
  return { kind: retryable || exitCode === 130 ? 'not-asked' : 'not-shown', problem: message };
}
