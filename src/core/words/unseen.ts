import { countOf, plainText } from '../plain/text.ts';

/** What an org didn't show. Plans and reports list these. */
export const unseenWords = {
  permissions: 'what you may do in the org',
  slot: 'its staging slot',
  settings: 'its settings',
  secretAccess: 'REST access to secrets',
  user: 'its execution user',
  refreshTokens: 'who has refresh tokens for it',
  otherSignIns: 'the login history of other users',
  sameUser: 'other apps with the same execution user',
  sessions: 'live sessions of its execution user',
  deploys: 'running deploys',
  policies: "the app's policies",
  freeze: 'whether its execution user is frozen',
  nobody: "what the execution user did: keyturn doesn't know the user",
} as const;

export function storeUnseen(problem: string): string {
  return `the secret store: ${problem}`;
}

export function closedStoreWords(kind: string): string {
  return `the ${kind}, which keyturn can't open`;
}

export function otherSignInsWords(count: number): readonly string[] {
  return count > 0 ? [`${countOf(count, 'sign-in')} by another flow in the last 30 days`] : [];
}

/** Why evidence about a user is missing or incomplete. */
export type EvidenceGap =
  | { readonly kind: 'cut'; readonly lines: number }
  | { readonly kind: 'defect' }
  | { readonly kind: 'not-asked' | 'not-shown'; readonly problem: string };

export function evidenceGapWords(what: 'sign-ins' | 'changes', username: string, gap: EvidenceGap): string {
  const name = plainText(username, 80);
  return `${what === 'sign-ins' ? `sign-ins of ${name}` : `what ${name} changed in Setup`}: ${gapWords(gap)}`;
}

function gapWords(gap: EvidenceGap): string {
  if (gap.kind === 'cut') return `only the newest ${gap.lines} entries were read`;
  if (gap.kind === 'defect') return 'not read because of an error in keyturn';
  return `${gap.kind === 'not-asked' ? 'not read' : 'not shown'} (${plainText(gap.problem)})`;
}

/** Follows "Interrupted while". */
export const lookingAtApps = 'checking the apps';
