/** A copy of the state, as its name says. */
export interface StateBackup {
  readonly path: string;
  /** When it was made, but always after the ones before. The trail of a state that replaced another one may be shorter. Epoch ms. */
  readonly at: number;
  /** The last line of the audit trail in it, and the first 8 hex digits of that line's hash. */
  readonly line: number;
  readonly head: string;
  /** Whether every record in it can be read. */
  readonly isWhole: boolean;
}

const newestKept = 3;
const daysKept = 7;

/**
 * The backups to keep: the newest ones, the newest of each of the last days, and the newest that can be read as a whole.
 * @param backups newest first
 */
export function backupsToKeep(backups: readonly StateBackup[]): readonly StateBackup[] {
  const days = Map.groupBy(backups, ({ at }) => new Date(at).toISOString().slice(0, 10));
  const ofDays = [...days.values()].flatMap(([first]) => (first ? [first] : [])).slice(0, daysKept);
  const whole = backups.find(({ isWhole }) => isWhole);
  const kept = new Set([...backups.slice(0, newestKept), ...ofDays, ...(whole ? [whole] : [])]);
  return backups.filter((one) => kept.has(one));
}
