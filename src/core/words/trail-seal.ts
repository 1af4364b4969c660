import type { SealFault, SealProblem } from '../model/seal.ts';
import { countOf } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';

/** What speaks against the seals of the audit trail. */
export const sealProblems: Readonly<Record<SealProblem, string>> = {
  cut: 'this entry was sealed, and it is missing',
  rewritten: 'the entries up to this one were sealed, and they differ now',
  forged: "its seal wasn't made with the key in the secret store",
  removed:
    'the secret store knows a seal of this entry, and the state file has none: seals were removed, or an older copy of the file was put back',
  'other-key': 'the secret store has a different key from the one that made its seal',
  'no-key': 'the secret store no longer has the key of its seal',
  'other-trail': 'the secret store has the key of an earlier audit trail, whose state file is gone',
};

/** Why a seal that was kept elsewhere doesn't fit. */
export const anchorProblems = {
  otherTrail: 'the seal belongs to a different audit trail',
  missing: 'the entry is missing',
  differs: 'the entry, or one before it, differs',
  forged: "the seal wasn't made with the key in the secret store",
} as const;

export const sealWords = {
  key: "the key of the audit trail's seal",
  warning: ({ problem }: SealFault) =>
    `The audit trail doesn't fit its seal (${sealProblems[problem]}). keyturn seals no new entries. Run \`keyturn history verify\`.`,
  /** The newest seal, as a line of a notice. */
  inNotice: (line: number, seal: string) => `Seal of the audit trail up to entry ${line}: \`${seal}\``,
  sealedUpTo: (line: number, at: number) => `sealed up to entry ${line} on ${isoDay(at)}`,
  neverSealed: "keyturn hasn't sealed it yet. It does when the secret store is open.",
  unsealed: (entries: number) =>
    `${entries === 1 ? '1 entry since then is' : `${entries} entries since then are`} not sealed yet.`,
  /** Why the trail ends before entries that were sealed. @param before the last sealed entry of the trail that was replaced */
  restored: (line: number, at: number, before: number | null) =>
    `entry ${line}: a backup was restored on ${isoDay(at)}${before === null ? '' : `. The audit trail that it replaced was sealed up to entry ${before}: keyturn kept that state file under a new name (state.db.replaced-…)`}`,
  unchecked: (why: string) =>
    `Only the chain was checked, because the secret store isn't open: ${why}. A forged seal wouldn't be noticed.`,
  anchored: (line: number, at: number) => `✔ The seal of ${isoDay(at)} fits: entries 1 to ${line} are unchanged since.`,
  anchorUnchecked: 'Whether keyturn made that seal is unknown without its key.',
  accepted: (seals: number) =>
    `✔ Accepted the audit trail as it is and sealed it again${seals > 0 ? `. Removed ${countOf(seals, 'seal')} that didn't fit` : ''}.`,
  nothingToAccept: 'The seals fit, so there is nothing to accept.',
  badSeal:
    '--head must be a seal: a word that begins with kts1-, from a notice, an incident report or `keyturn history verify`',
  onlyVerify: (flag: string) => `${flag} works only with \`history verify\``,
  noStore: 'there is no secret store yet',
  noPassphrase: 'keyturn got no passphrase for it',
  emptyPassphrase: 'Passphrase of the encrypted file (empty to check without it)',
} as const;
