import type { EmergencyRun } from '../model/emergency-run.ts';
import type { Evidence } from '../model/incident.ts';
import { day } from '../plain/time.ts';
import type { LoginEntry, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { type EvidenceGap, evidenceGapWords, unseenWords } from '../words/unseen.ts';
import { hasSucceeded } from './sign-in-summary.ts';

/** How far back to look when no date was given. In ms. */
const guessedMs = 30 * day;
/** Addresses used within this time before the leak count as known. In ms. */
const earlierMs = 30 * day;
/** The most lines that a query returns. If it returns this many, there may be more. */
const mostLines = 2000;

/** The time in question: as given, otherwise an assumption. */
export function windowOf({ leakedSince, confirmedAt }: Pick<EmergencyRun, 'leakedSince' | 'confirmedAt'>): {
  readonly since: number;
  readonly isSinceTold: boolean;
} {
  return { since: leakedSince ?? confirmedAt - guessedMs, isSinceTold: leakedSince !== null };
}

/**
 * What the org shows of the execution user in the time in question. Never throws: a report without evidence is better than
 * none, so failures are listed in `unseen`.
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

/** Without our address, no sign-in counts as ours. That is not worth an error. */
async function ownAddressOf(org: Pick<SalesforceOrg, 'sessions' | 'facts'>): Promise<string | null> {
  try {
    return await org.sessions.ownAddress((await org.facts()).person.id);
  } catch {
    return null;
  }
}

/** null when the lines end within the time in question, so that earlier addresses are unknown. */
function earlierAddresses(all: readonly LoginEntry[], since: number): readonly string[] | null {
  const earlier = all.filter(({ at }) => at < since);
  if (earlier.length === 0 && all.length >= mostLines) return null;
  return [...new Set(earlier.filter(hasSucceeded).map(({ sourceIp }) => sourceIp))];
}

/** Unlike `acts/seen`, this throws nothing and names the cause: even a defect must not prevent the report. */
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
