/** A kind of name in keyturn's home, with one name of it. */
interface OwnName {
  readonly pattern: RegExp;
  readonly example: string;
}

const named = (example: string, pattern = new RegExp(`^${example.replaceAll('.', '\\.')}$`)): OwnName => ({
  pattern,
  example,
});

/** Files and folders that keyturn makes in its home, and their temporary names. The state comes last: it names the rest. */
const ours: readonly OwnName[] = [
  named('secrets'),
  named('practice'),
  named('practice-watch'),
  named('incidents'),
  named('backups'),
  named('backups.replaced-2027-01-15', /^(config\.json5|backups)\.replaced-/),
  named('restoring-1-0a', /^restoring-\d+-[0-9a-f]+$/),
  named('config.json5', /^config\.json5(\.\d+-[0-9a-f]+\.tmp)?$/),
  named('config.json5.lock', /^config\.json5\.lock(\.turn)?$/),
  named('config.last-good.json', /^config\.last-good\.json(\.lock|\.\d+-[0-9a-f]+\.tmp)?$/),
  named('daemon.log'),
  named('daemon.log.1'),
  named('debug.log'),
  named('debug.log.1'),
  named('daemon.heartbeat'),
  named('daemon.failing', /^daemon\.failing(\.\d+-[0-9a-f]+\.tmp)?$/),
  named('launchd.log'),
  named('keyturn-containment-x.json', /^keyturn-containment-.*\.json$/),
  named('keyturn-task.xml'),
  named('service.env'),
  named('state.db-wal.damaged-2027-01-15', /^state\.db-(wal|shm|journal)\.damaged-/),
  named('state.db'),
  named('state.db-wal'),
  named('state.db-shm'),
  named('state.db-journal'),
  named('state.db.damaged-2027-01-15', /^state\.db\.(damaged-|unreadable-|replaced-|\d+-[0-9a-f]+\.tmp)/),
];

/** One name of each kind. */
export const ownNames: readonly string[] = ours.map(({ example }) => example);

/** Whether keyturn makes files or folders of this name in its home. */
export function isOwnName(name: string): boolean {
  return placeOf(name) >= 0;
}

/** The order in which they are removed. */
export function placeOf(name: string): number {
  return ours.findIndex(({ pattern }) => pattern.test(name));
}
