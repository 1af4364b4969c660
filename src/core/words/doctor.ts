import type { FoundProblem } from '../model/self-check.ts';
import { relativeTime } from '../plain/duration.ts';
import { countOf, plainText } from '../plain/text.ts';
import { type OperatorTaskName, taskTitles } from './operator-kit.ts';

/** Shown in place of the address of a proxy that can't be read. */
export const noAddress = 'an address that is none';

/** What a line of the doctor says. Without a cure there is nothing to do. */
export type DoctorWords = readonly [title: string, finding: string, cure?: string | null | undefined];

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const setupPath = 'Setup ▸ External Client App Settings';
const stores = { keychain: 'Keychain', file: 'Encrypted file' } as const;

/** Titles of the lines that say what an error says. */
export const doctorTitles = {
  home: 'Folder',
  config: 'Settings',
  state: 'State',
  journal: 'Audit trail',
  store: 'Secret store',
  passphraseFile: 'Passphrase file',
  signIns: 'Sign-ins',
  service: 'Service',
  session: 'Session',
  metadata: 'Metadata API',
  credentials: 'Credentials API',
  lookFailed: 'A look failed',
} as const;

/** Lines about this computer. */
export const computerWords = {
  node: (version: string): DoctorWords => ['Node', version],
  nodeOld: (version: string, lowest: number): DoctorWords => [
    'Node',
    `${version} is older than ${lowest}`,
    `Install Node ${lowest} or newer; \`npm start\` in a clone fetches it by itself.`,
  ],
  home: (path: string): DoctorWords => ['Folder', path],
  homeUnwritable: (path: string): DoctorWords => [
    'Folder',
    `${path} can’t be written to`,
    `Make ${path} writable for this user, or set KEYTURN_HOME to another folder.`,
  ],
  homeOpen: (path: string, mode: number): DoctorWords => [
    'Folder',
    `${path} is open to others (mode ${mode.toString(8).padStart(4, '0')})`,
    `\`keyturn doctor --repair\` sets it to 0700, or: chmod 700 '${path}'`,
  ],
  homeClosed: (path: string) => `${path} is closed to others now`,
  disk: (free: number | null): DoctorWords => ['Disk', free === null ? 'not told' : `${megabytes(free)} MB free`],
  diskFull: (free: number): DoctorWords => [
    'Disk',
    `${megabytes(free)} MB are left`,
    'Free some space: a pair that can’t be written is not rotated.',
  ],
  config: ['Settings', 'can be read'],
  state: ['State', 'can be read'],
  stateNone: ['State', 'nothing is watched from this computer yet'],
  journal: (lines: number): DoctorWords => ['Audit trail', `${countOf(lines, 'line')}, whole`],
  borrowed: (org: string): DoctorWords => [
    'Borrowed setting',
    `secret access over REST was borrowed in ${plainText(org)} and not given back yet`,
    `The next \`keyturn setup\` or \`watch\` of that org gives it back; or ${setupPath}.`,
  ],
  unfinishedMove: (to: string): DoctorWords => [
    'Unfinished move',
    `moving the secrets to the ${plainText(to)} ended too early; some may be in both places`,
    `Run \`keyturn store move ${plainText(to)}\` again: it finishes.`,
  ],
  unfinished: (changes: number, first: string): DoctorWords => [
    'Unfinished work',
    `${countOf(changes, 'change')} without a known outcome, the first for ${plainText(first)}`,
    'Run `keyturn setup` for that app again: it looks at the org first, and finishes.',
  ],
  store: (kind: keyof typeof stores, place: string, isNew = false): DoctorWords => [
    stores[kind],
    isNew ? `${place}, not made yet` : place,
  ],
  storeUnusable: (kind: keyof typeof stores, { problem, cure }: FoundProblem): DoctorWords => [
    stores[kind],
    problem,
    cure,
  ],
  storeNotChosen: [
    'Secret store',
    'none is chosen',
    'Set KEYTURN_STORE, `store` in config.json5, or --store keychain|file.',
  ],
  tlsUnchecked: [
    'TLS',
    'NODE_TLS_REJECT_UNAUTHORIZED=0: anybody on the way can read every secret',
    'Unset it; a company’s own certificate goes into NODE_EXTRA_CA_CERTS.',
  ],
  extraCa: (path: string): DoctorWords => ['TLS', `certificates of ${path} are trusted, too`],
  extraCaUnreadable: (path: string): DoctorWords => [
    'TLS',
    `NODE_EXTRA_CA_CERTS names ${path}, which can’t be read`,
    'Name a PEM file that this user may read, or unset it.',
  ],
  proxy: (address: string): DoctorWords => ['Proxy', `requests go through ${address}`],
  signIns: (count: number): DoctorWords => ['Sign-ins', countOf(count, 'org')],
  signInsNone: [
    'Sign-ins',
    'none on this computer',
    '`sf org login web --alias <name>`, or *Log in to another org* in `keyturn setup`.',
  ],
  signIn: (org: string, { problem, cure }: FoundProblem): DoctorWords => [
    'Sign-in',
    `${plainText(org)}: ${plainText(problem, 300)}`,
    cure && plainText(cure, 400),
  ],
  terminalDumb: ['Terminal', 'TERM=dumb: screens are plain lines'],
} as const;

const again = 'Run `keyturn daemon install` again: it makes the service file anew.';

/** Lines about the service that runs the daemon, and what the daemon found where it runs. */
export const serviceWords = {
  none: ['Service', 'nothing watches in the background'],
  fine: (path: string, word: string | null): DoctorWords => ['Service', `${path}: ${word ?? 'installed'}`],
  programGone: (path: string): DoctorWords => ['Service', `it runs ${path}, which is gone`, again],
  shutOut: (target: string): DoctorWords => [
    'Service',
    `it was installed before ${plainText(target)} was named, and can’t deliver there`,
    again,
  ],
  inactive: (word: string | null, { start, log }: { readonly start: string; readonly log: string }): DoctorWords => [
    'Service',
    `it is installed, but does not run (${word ?? 'no state is told'})`,
    `\`${start}\`; why it stopped: \`${log}\``,
  ],
  disabled: (start: string): DoctorWords => ['Service', 'it does not start by itself', `\`${start}\``],
  linger: [
    'Service',
    'it ends when this user signs out, and starts only at the next sign-in',
    '`loginctl enable-linger` keeps it running.',
  ],
  inside: (checkedAt: number, now: number, words: string): DoctorWords => [
    'In the daemon',
    `${insideSince(checkedAt, now)}: ${words}`,
  ],
  insideFailed: (
    org: string | null,
    { problem, cure }: FoundProblem,
    [checkedAt, now]: readonly [number, number],
  ): DoctorWords => [
    'In the daemon',
    `${org === null ? '' : `${plainText(org)}: `}${problem} (${insideSince(checkedAt, now)})`,
    cure,
  ],
} as const;

function insideSince(checkedAt: number, now: number): string {
  return `checked ${relativeTime(checkedAt, now)} from inside the daemon`;
}

const kit = '`keyturn doctor --permission-set <dir>`';

/** Lines about an org. */
export const orgWords = {
  session: (username: string, kind: string): DoctorWords => ['Session', `${username} · ${kind}`],
  sessionJwt: [
    'Session',
    'a JWT access token: the SOAP Metadata API refuses it',
    'Sign in through a client whose tokens are opaque, such as `sf org login web`.',
  ],
  version: (version: string): DoctorWords => ['API version', version],
  versionOld: (version: string): DoctorWords => [
    'API version',
    `${version} is too old`,
    'Ask Salesforce for a newer release; the client credentials fields exist from 60.0 on.',
  ],
  versionBeforeStaging: (version: string): DoctorWords => [
    'API version',
    `${version}: pairs can’t be staged before 65.0`,
    'Rotation waits for the org’s next release; an emergency takes the way with an outage.',
  ],
  myDomain: (host: string): DoctorWords => ['My Domain', host],
  notMyDomain: (host: string): DoctorWords => [
    'My Domain',
    `${host} is not My Domain`,
    'Sign in at the My Domain address: only that host issues tokens for client credentials.',
  ],
  permissions: (task: OperatorTaskName): DoctorWords => [taskTitles[task], 'all permissions'],
  permissionsMissing: (task: OperatorTaskName, missing: readonly string[]): DoctorWords => [
    taskTitles[task],
    `lacks ${missing.join(', ')}`,
    `${kit} writes a permission set with them.`,
  ],
  stagingPermission: (missing: string): DoctorWords => [
    taskTitles.rotate,
    `lacks ${missing}, which may be needed: Salesforce doesn’t say`,
    'Nothing, until staging is refused; the operator’s permission sets have it.',
  ],
  adminSession: [
    'Sign-in',
    'an administrator’s session; for a daemon that is too much power to keep',
    `Make an operator user with ${kit}, and sign it in with \`sf org login jwt\`.`,
  ],
  secretAccessNotTold: ['Secrets over REST', 'the org doesn’t tell'],
  secretAccessOff: ['Secrets over REST', 'off; it is borrowed when it is needed'],
  secretAccessOn: [
    'Secrets over REST',
    'on all the time',
    `Turn it off in ${setupPath}; keyturn borrows it for the seconds it needs it.`,
  ],
  metadataSecrets: [
    'Secrets over metadata',
    'consumer secrets can be read through the Metadata API',
    `Turn it off in ${setupPath}: nothing needs it.`,
  ],
  metadata: (apps: number): DoctorWords => ['Metadata API', `${apps} External Client Apps`],
  deployRunning: (running: number, first: string | undefined): DoctorWords => [
    'Deploys',
    `${running === 1 ? 'a deploy runs' : `${running} deploys run or wait`} (${first})`,
    'Setup ▸ Deployment Status shows it; an org runs one at a time, so ours would wait for it.',
  ],
  noApp: ['Apps', 'the org has no app of its own yet'],
  credentials: ['Credentials API', 'consumers and their slots can be read'],
  credentialsClosed: ['Credentials API', 'closed until the setting is borrowed'],
  limits: (remaining: number, max: number): DoctorWords => [
    'API requests',
    `${remaining} of ${max} requests are left today`,
  ],
  limitsNear: (remaining: number, max: number): DoctorWords => [
    'API requests',
    `${remaining} of ${max} requests are left today`,
    'Find out who uses them (Setup ▸ Company Information); rotations may be refused until tomorrow.',
  ],
  clock: (secondsAhead: number): DoctorWords => ['Clock', `${Math.abs(secondsAhead)} s beside the org’s`],
  clockWrong: (secondsAhead: number): DoctorWords => [
    'Clock',
    `this computer is ${Math.round(Math.abs(secondsAhead) / 60)} min ${secondsAhead > 0 ? 'ahead of' : 'behind'} the org`,
    'Set the clock (NTP): ages, due dates and JWT sign-ins depend on it.',
  ],
  refreshed: (isSandbox: boolean, apps: number, formerOrg: string): DoctorWords => [
    'Org',
    `${isSandbox ? 'the sandbox was refreshed' : 'another org'}: ${apps} watched apps belong to ${plainText(formerOrg)}`,
    '`keyturn unwatch` them, then set them up again: the pairs of before are not valid here.',
  ],
  watched: (apps: number): DoctorWords => ['Watched apps', `${apps} as expected`],
  appGone: (app: string): DoctorWords => [
    app,
    'the org has no such app any more',
    '`keyturn unwatch` it, or find out who deleted it (Setup ▸ View Setup Audit Trail).',
  ],
  flowOff: (app: string): DoctorWords => [app, 'its flow is off', `\`keyturn setup --app ${app}\` turns it on again.`],
  keyChanged: (app: string): DoctorWords => [
    app,
    'its pair was changed outside',
    `\`keyturn watch ${app}\` adopts the new pair; ask who changed it.`,
  ],
  intercepted:
    'Something on the way replaces certificates (a company’s proxy): put its certificate into NODE_EXTRA_CA_CERTS.',
} as const;
