import { countOf, plainText } from '../plain/text.ts';

/** What an org did not show, as plans and reports name it. */
export const unseenWords = {
  slot: 'what lies in its staged slot',
  settings: 'its settings',
  secretAccess: 'secret access over REST',
  user: 'its execution user',
  refreshTokens: 'who holds refresh tokens of it',
  otherSignIns: 'the login history of others',
  sameUser: 'which other apps run as its user',
  deploys: 'deploys under way',
  policies: 'the policies of the app',
  freeze: 'whether its user is frozen',
  nobody: 'what the execution user did: nobody knows who it is',
} as const;

export function storeUnseen(problem: string): string {
  return `the secret store: ${problem}`;
}

export function closedStoreWords(kind: string): string {
  return `the ${kind}, which can't be opened`;
}

export function otherSignInsWords(count: number): readonly string[] {
  return count > 0 ? [`${countOf(count, 'sign-in')} by another flow in the last 30 days`] : [];
}

/** Why the evidence of a user is missing or not whole. */
export type EvidenceGap =
  | { readonly kind: 'cut'; readonly lines: number }
  | { readonly kind: 'defect' }
  | { readonly kind: 'not-asked' | 'not-shown'; readonly problem: string };

export function evidenceGapWords(what: 'sign-ins' | 'changes', username: string, gap: EvidenceGap): string {
  const name = plainText(username, 80);
  return `${what === 'sign-ins' ? `sign-ins of ${name}` : `what ${name} changed in Setup`}: ${gapWords(gap)}`;
}

function gapWords(gap: EvidenceGap): string {
  if (gap.kind === 'cut') return `only the newest ${gap.lines} lines were read`;
  if (gap.kind === 'defect') return 'could not be asked: an error of keyturn itself';
  return `${gap.kind === 'not-asked' ? 'could not be asked' : 'not to be seen'}: ${plainText(gap.problem)}`;
}

/** What is being done while the apps of an org are checked. */
export const lookingAtApps = 'looking at the apps';
