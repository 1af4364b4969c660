import { wordOf } from './reason.ts';

/**
 * Why a state changes nothing in an org until a person confirms it.
 * - restored: it was restored from a backup
 * - copied: it is in another place than before, so there may be two of it
 * - older: it is older than its own backup
 */
export type Unconfirmed = 'restored' | 'copied' | 'older';

const whys: Readonly<Record<Unconfirmed, string>> = {
  restored: 'This state was restored from a backup',
  copied: 'This state is in another place than before, so it may be a copy',
  older: 'This state is older than its own backups',
};

/** Why a state must be confirmed. */
export function unconfirmedWords(why: Unconfirmed): string {
  return `${wordOf(whys, why)}. keyturn changes nothing in any org until you confirm that no other copy of it is in use`;
}

/** What to do about a state that is where it always was, and looks copied. */
export const namedInstallation =
  'If there is only this one, its disk gives files other numbers at each start, as some network disks and containers do: set KEYTURN_INSTALLATION to a name wherever keyturn runs (docs/backup.md).';
