import type { EmergencyRun } from '../model/emergency-run.ts';
import type { Evidence } from '../model/incident.ts';
import { plainText } from '../plain/text.ts';
import type { LoginEntry, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError } from '../reasons/errors.ts';
import { hasSucceeded } from './sign-in-summary.ts';

/** How far back it is looked where nobody said since when. In ms. */
const guessedMs = 30 * 86_400_000;
/** Addresses that were in use for this long before are known ones. In ms. */
const earlierMs = 30 * 86_400_000;
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
  if (user === null) return { ...time, ...nothing, unseen: ['what the execution user did: nobody knows who it is'] };
  const unseen: string[] = [];
  const name = plainText(user.username, 80);
  const [all, setupChanges, ownAddress] = await Promise.all([
    asked(() => org.users.signIns(user.id, time.since - earlierMs), `sign-ins of ${name}`, unseen),
    asked(() => org.users.setupChanges(user.id, time.since), `what ${name} changed in Setup`, unseen),
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

async function asked<Line>(
  ask: () => Promise<readonly Line[]>,
  what: string,
  unseen: string[],
): Promise<readonly Line[] | null> {
  try {
    const lines = await ask();
    if (lines.length >= mostLines) unseen.push(`${what}: only the newest ${lines.length} lines were read`);
    return lines;
  } catch (error) {
    unseen.push(`${what}: ${whyNot(error)}`);
    return null;
  }
}

/** Even a defect of ours is no reason to have no report. */
function whyNot(error: unknown): string {
  if (!isKeyturnError(error)) return 'could not be asked: an error of keyturn itself';
  const sentence = plainText(error.message);
  return error.retryable || error.exitCode === 130 ? `could not be asked: ${sentence}` : `not to be seen: ${sentence}`;
}
