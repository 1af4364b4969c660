import type { SetAsideKind } from '../model/set-aside-file.ts';

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
  named('secrets.lost'),
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

const reportId = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The folders that keyturn makes in its home, and what it makes in each. A person may have put something else there. */
const inside: readonly (readonly [folder: RegExp, name: RegExp])[] = [
  [/^secrets(\.lost)?$/, /^(pairs|identity\.age|recipient\.txt|made-up-passphrase)(\.|$)/],
  [/^secrets(\.lost)?\/pairs$/, /^[0-9a-f]+\.age(\.|$)/],
  [/^practice(\/orgs\/[^/]+)?$/, /^(org\.json|org\.lock|running\.json|tls-key\.pem|tls-certificate\.pem)(\.|$)/],
  [/^practice$/, /^orgs$/],
  [/^practice\/orgs$/, /^[a-z][a-z0-9-]*$/],
  [/^incidents$/, new RegExp(`^${reportId}`)],
  [new RegExp(`^incidents/${reportId}[^/]*(/|$)`), /./],
  [/^backups(\.replaced-[^/]*)?$/, /^state-\d{4}-\d\d-\d\dT[^/]+\.db/],
  [/^restoring-/, /./],
];

/** Whether keyturn makes a file or folder at this path in its home. @param path its parts are separated by `/` */
export function isOwnPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  if (parts.length === 0) return isOwnName(name);
  // The practice org has a home of its own kind there.
  if (parts[0] === 'practice-watch') return isOwnPath(path.slice('practice-watch/'.length));
  return inside.some(([folder, names]) => folder.test(parts.join('/')) && names.test(name));
}

/** Names that something gets when it is set aside, in the folder of a state, with one name and the text for a person. */
interface AsideName extends OwnName {
  readonly kind: SetAsideKind;
  readonly shown: string;
}

const aside = (kind: SetAsideKind, example: string, shown: string, pattern: RegExp): AsideName => ({
  ...{ kind, example, shown, pattern },
});

const instant = '2027-01-15T00-00-00-000Z';

/**
 * All of them. keyturn makes those with an instant or a random end, and prints commands that make the others. Who adds a name here
 * also adds it to docs/backup.md. What is `not-mine` in the home itself stays when keyturn is uninstalled.
 */
export const asideNames: readonly AsideName[] = [
  aside(
    'entry',
    'secrets/pairs/0a.age.unreadable-1a2b3c4d',
    '….age.unreadable-…',
    /^secrets\/pairs\/.+\.age\.unreadable-/,
  ),
  aside('entry', 'secrets/pairs/0a.age.replaced', '….age.replaced', /^secrets\/pairs\/.+\.age\.replaced$/),
  aside('entry', 'secrets/pairs/0a.age.not-mine', '….age.not-mine', /^secrets\/pairs\/.+\.age\.not-mine$/),
  aside('store', 'secrets.lost', 'secrets.lost', /^secrets\.lost$/),
  aside('store', 'secrets.not-mine', 'secrets.not-mine', /^secrets(\/pairs)?\.not-mine$/),
  aside(
    'store',
    'secrets/identity.age.replaced',
    'identity.age.replaced',
    /^secrets\/identity\.age\.(replaced|not-mine)$/,
  ),
  aside('state', `state.db.damaged-${instant}`, 'state.db.damaged-…', /^state\.db(-wal|-shm|-journal)?\.damaged-/),
  aside('state', `state.db.replaced-${instant}`, 'state.db.replaced-…', /^state\.db\.replaced-/),
  aside('record', `state.db.unreadable-${instant}.json`, 'state.db.unreadable-…', /^state\.db\.unreadable-/),
  aside('settings', `config.json5.replaced-${instant}`, 'config.json5.replaced-…', /^config\.json5\.replaced-/),
  aside('backups', `backups.replaced-${instant}`, 'backups.replaced-…', /^backups\.replaced-/),
  aside('practice', 'practice/org.json.damaged-1-0a', 'practice/org.json.damaged-…', /^practice\/org\.json\.damaged-/),
  aside(
    'place',
    'secrets/recipient.txt.replaced',
    'recipient.txt.replaced',
    /^secrets\/recipient\.txt\.(replaced|not-mine)$/,
  ),
  aside('place', 'state.db.not-mine', '….not-mine', /^[^/]+\.not-mine$/),
];

/** What was set aside under a name in the folder of a state; null for any other file. */
export function setAsideKind(name: string): SetAsideKind | null {
  return asideNames.find(({ pattern }) => pattern.test(name))?.kind ?? null;
}
