/** Files and folders that keyturn makes in its home, and their temporary names. The state comes last: it names the rest. */
const ours = [
  /^secrets$/,
  /^(practice|practice-watch|incidents|backups)$/,
  /^(config\.json5|backups)\.replaced-/,
  /^restoring-\d+-[0-9a-f]+$/,
  /^(config\.json5|config\.last-good\.json)(\.lock|\.\d+-[0-9a-f]+\.tmp)?$/,
  /^((daemon|debug)\.log(\.1)?|daemon\.heartbeat|launchd\.log)$/,
  /^keyturn-containment-.*\.json$/,
  /^(keyturn-task\.xml|service\.env)$/,
  /^state\.db-(wal|shm|journal)\.damaged-/,
  /^state\.db(-wal|-shm|-journal)?$/,
  /^state\.db\.(damaged-|unreadable-|replaced-|\d+-[0-9a-f]+\.tmp)/,
];

/** Whether keyturn makes files or folders of this name in its home. */
export function isOwnName(name: string): boolean {
  return ours.some((pattern) => pattern.test(name));
}

/** The order in which they are removed. */
export function placeOf(name: string): number {
  return ours.findIndex((pattern) => pattern.test(name));
}
