import type { Seal } from '../model/seal.ts';
import type { FoundProblem } from '../model/self-check.ts';
import { formatDuration } from '../plain/duration.ts';
import { countOf, plainText, sentenceText, shellWord } from '../plain/text.ts';
import { grantInPractice } from '../reasons/access.ts';
import { setClock } from '../reasons/network.ts';
import { eachCommand, unwatchCommand } from '../reasons/reason.ts';
import { leakOpens, secretAccessOffPlace } from '../reasons/setup-places.ts';
import { oauthOnPath } from './app-problems.ts';
import { type OperatorTaskName, taskTitles } from './operator-kit.ts';
import { sealWords } from './trail-seal.ts';

/** One line of the doctor. No cure means there is nothing to do. */
export type DoctorWords = readonly [title: string, finding: string, cure?: string | null | undefined];

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const setupPath = 'Setup ▸ External Client App Settings';
const pemFile = 'Set it to a PEM file that this user can read, or unset it.';
const stores = { keychain: 'Keychain', file: 'Encrypted file' } as const;

/** Titles of the lines that show an error. */
export const doctorTitles = {
  home: 'Folder',
  state: 'State',
  journal: 'Audit trail',
  store: 'Secret store',
  passphraseFile: 'Passphrase file',
  proxy: 'Proxy',
  signIns: 'Sign-ins',
  service: 'Service',
  session: 'Session',
  metadata: 'Metadata API',
  credentials: 'Credentials API',
  lookFailed: 'Check failed',
} as const;

/** Lines about this computer. */
export const computerWords = {
  openFile: ({ problem, cure }: FoundProblem): DoctorWords => ['Consumer file', problem, cure],
  node: (version: string): DoctorWords => ['Node', version],
  nodeOld: (version: string, lowest: number): DoctorWords => [
    'Node',
    `${version} is older than ${lowest}`,
    `Install Node ${lowest} or newer; \`npm start\` in a clone installs it automatically.`,
  ],
  home: (path: string): DoctorWords => ['Folder', path],
  /** @param hasState another folder would know nothing of what keyturn did in the orgs */
  homeUnwritable: (path: string, hasState: boolean): DoctorWords => [
    'Folder',
    `${path} is not writable`,
    `Make ${path} a folder that you can write to${hasState ? '' : ', or set KEYTURN_HOME to another folder'}.`,
  ],
  homeOpen: (path: string, mode: number): DoctorWords => [
    'Folder',
    `${path} is open to others (mode ${mode.toString(8).padStart(4, '0')})`,
    `Run \`keyturn doctor --repair\`, or: chmod 700 '${path}'`,
  ],
  homeClosed: (path: string) => `${path} is no longer open to others`,
  disk: (free: number | null): DoctorWords => [
    'Disk',
    free === null ? 'free space unknown' : `${megabytes(free)} MB free`,
  ],
  diskFull: (free: number): DoctorWords => [
    'Disk',
    `${megabytes(free)} MB are left`,
    "Free some space. keyturn can't rotate credentials that it can't save.",
  ],
  config: ['Settings', 'valid'],
  configFaulty: (fault: string, cure: string | undefined): DoctorWords => ['Settings', fault, cure],
  state: ['State', 'readable'],
  stateNone: ['State', 'no app is watched on this computer yet'],
  journal: (lines: number, latest: Seal | null): DoctorWords => [
    'Audit trail',
    `intact, ${lines} ${lines === 1 ? 'entry' : 'entries'}${latest ? `, ${sealWords.sealedUpTo(latest.line, latest.at)}` : ''}`,
  ],
  borrowed: (org: string): DoctorWords => [
    'Temporary setting',
    `keyturn turned on REST access to secrets in ${plainText(org)} and hasn't turned it off again`,
    `The next \`keyturn setup\` or \`keyturn watch\` in that org turns it off. Or turn it off: ${secretAccessOffPlace}.`,
  ],
  unfinishedMove: (to: string): DoctorWords => [
    'Unfinished move',
    `moving the secrets to the ${plainText(to)} was interrupted; some may be in both places`,
    `Run \`keyturn store move ${plainText(to)}\` again to finish.`,
  ],
  unfinished: (changes: number, first: string): DoctorWords => [
    'Unfinished work',
    `${countOf(changes, 'change')} with an unknown outcome, the first for ${plainText(first)}`,
    'Run `keyturn setup` for that app again. It checks the org first, then finishes.',
  ],
  store: (kind: keyof typeof stores, place: string, isNew = false): DoctorWords => [
    stores[kind],
    isNew ? `${place}, not created yet` : place,
  ],
  storeUnusable: (kind: keyof typeof stores, { problem, cure }: FoundProblem): DoctorWords => [
    stores[kind],
    problem,
    cure,
  ],
  storeNotChosen: [
    'Secret store',
    'none chosen',
    'Set KEYTURN_STORE or `store` in config.json5, or use --store keychain|file.',
  ],
  tlsUnchecked: [
    'TLS',
    'NODE_TLS_REJECT_UNAUTHORIZED=0: anyone on the network path can read every secret',
    "Unset it. For a company's own certificate, use NODE_EXTRA_CA_CERTS.",
  ],
  extraCa: (path: string, certificates: number): DoctorWords => [
    'TLS',
    `also trusts ${countOf(certificates, 'certificate')} in ${path}`,
  ],
  extraCaEmpty: (path: string): DoctorWords => [
    'TLS',
    `NODE_EXTRA_CA_CERTS names ${path}, which contains no certificate`,
    pemFile,
  ],
  extraCaExpired: (path: string, expired: number): DoctorWords => [
    'TLS',
    expired === 1 ? `the certificate in ${path} has expired` : `all ${expired} certificates in ${path} have expired`,
    'Ask for the current certificate, and put it into that file.',
  ],
  systemCa: ['TLS', 'also trusts the certificates of this computer'],
  extraCaUnreadable: (path: string): DoctorWords => [
    'TLS',
    `NODE_EXTRA_CA_CERTS names ${path}, which can't be read`,
    pemFile,
  ],
  proxy: (address: string): DoctorWords => ['Proxy', `requests go through ${address}`],
  signIns: (count: number): DoctorWords => ['Sign-ins', countOf(count, 'org')],
  signInsNone: [
    'Sign-ins',
    'none on this computer',
    'Run `sf org login web`, or choose *Sign in to another org* in `keyturn setup`.',
  ],
  signIn: (org: string, { problem, cure }: FoundProblem): DoctorWords => [
    'Sign-in',
    `${plainText(org)}: ${plainText(problem, 300)}`,
    cure && sentenceText(cure),
  ],
  terminalDumb: ['Terminal', 'TERM=dumb: screens are plain lines'],
} as const;

/** An org in a command. The practice org is named by a flag of its own. */
interface OrgInCommand {
  readonly name: string;
  readonly isPractice: boolean;
}

const kit = ({ name, isPractice }: OrgInCommand) =>
  `\`keyturn doctor${isPractice ? '' : ` -o ${shellWord(name)}`} --permission-set operator\``;

/** Lines about an org. */
export const orgWords = {
  session: (username: string, kind: string): DoctorWords => ['Session', `${username} · ${kind}`],
  sessionJwt: [
    'Session',
    'a JWT access token, which the SOAP Metadata API refuses',
    'Sign in with a client that gets opaque tokens, such as `sf org login web`.',
  ],
  version: (version: string): DoctorWords => ['API version', version],
  versionOld: (version: string): DoctorWords => [
    'API version',
    `${version} is too old`,
    'Ask Salesforce for a newer release. The client credentials fields exist since 60.0.',
  ],
  versionBeforeStaging: (version: string): DoctorWords => [
    'API version',
    `${version}; credentials can't be staged before 65.0`,
    "Rotations need the org's next release. An emergency works now, but with an outage.",
  ],
  myDomain: (host: string): DoctorWords => ['My Domain', host],
  hostChanged: (app: string, from: string, to: string): DoctorWords => [
    'My Domain',
    `the address has changed from ${plainText(from, 120)} to ${plainText(to, 120)}`,
    `If the change is right: \`keyturn check ${app} --accept\`. Until then the daemon does nothing in this org.`,
  ],
  hostAllowed: (host: string): DoctorWords => [
    'My Domain',
    `${plainText(host, 120)}, allowed although it isn't Salesforce's`,
  ],
  hostOutside: (app: string, host: string): DoctorWords => [
    'My Domain',
    `${plainText(host, 120)} isn't an address of Salesforce, and gets tokens and secrets because apps are already watched there`,
    `If you trust the host: \`keyturn watch ${app} --allow-host ${plainText(host, 120)}\`. If not, sign in at the My Domain address.`,
  ],
  notMyDomain: (host: string): DoctorWords => [
    'My Domain',
    `${host} is not a My Domain address`,
    'Sign in at the My Domain address. Only that host issues client credentials tokens.',
  ],
  permissions: (task: OperatorTaskName, mayLackOne: boolean): DoctorWords => [
    taskTitles[task],
    mayLackOne ? 'all permissions that Salesforce documents' : 'all permissions',
  ],
  permissionsMissing: (
    task: OperatorTaskName,
    missing: readonly string[],
    org: OrgInCommand & { readonly username: string },
  ): DoctorWords => [
    taskTitles[task],
    `lacks ${missing.join(', ')}`,
    org.isPractice
      ? missing.map((permission) => `Grant it: \`${grantInPractice(org.username, permission)}\`.`).join(' ')
      : `${kit(org)} writes a permission set that has them, into the new folder operator.`,
  ],
  stagingPermission: (missing: string): DoctorWords => [
    'For staging',
    `${missing} is missing; Salesforce doesn't document whether it is needed`,
    "Do nothing unless staging is refused. The operator's permission sets include it.",
  ],
  adminSession: (org: OrgInCommand): DoctorWords => [
    'Sign-in',
    "an administrator's session, with more permissions than a daemon should keep",
    `Create an operator user with ${kit(org)}, and sign in as that user with \`sf org login jwt\`.`,
  ],
  secretAccessNotTold: ['REST access to secrets', "unknown; the org doesn't report it"],
  secretAccessOff: ['REST access to secrets', 'off; keyturn turns it on only when needed'],
  secretAccessOn: [
    'REST access to secrets',
    'always on',
    `Turn it off: ${secretAccessOffPlace}. keyturn turns it on only for the seconds it needs it.`,
  ],
  metadataSecrets: [
    'Secrets over metadata',
    'consumer secrets can be read through the Metadata API',
    `Turn it off in ${setupPath}. Nothing needs it.`,
  ],
  metadata: (apps: number): DoctorWords => ['Metadata API', countOf(apps, 'External Client App')],
  deployRunning: (running: number, first: string | undefined): DoctorWords => [
    'Deploys',
    `${running === 1 ? 'a deploy is running' : `${running} deploys are running or queued`} (${first})`,
    "See Setup ▸ Deployment Status. An org runs one deploy at a time, so keyturn's deploys would wait.",
  ],
  noApp: ['Apps', 'the org has no External Client App of its own yet'],
  credentials: ['Credentials API', 'OAuth consumers and their staging slots can be read'],
  noStaging: [
    'Credentials API',
    'Salesforce refuses staged credentials, although REST access to secrets is on; not every edition supports them',
    'keyturn watches apps in this org, and replaces credentials only in an emergency, by a deploy.',
  ],
  credentialsClosed: ['Credentials API', 'closed until keyturn turns on REST access to secrets'],
  limits: (remaining: number, max: number): DoctorWords => [
    'API requests',
    `${remaining} of ${max} requests left today`,
  ],
  limitsNear: (remaining: number, max: number): DoctorWords => [
    'API requests',
    `${remaining} of ${max} requests left today`,
    'Find out what uses them: Setup ▸ Company Information. Rotations may be refused until tomorrow.',
  ],
  clock: (secondsAhead: number): DoctorWords => ['Clock', `${Math.abs(secondsAhead)} s off the org's clock`],
  clockWrong: (secondsAhead: number): DoctorWords => [
    'Clock',
    `this computer is ${formatDuration(Math.abs(secondsAhead) * 1000)} ${secondsAhead > 0 ? 'ahead of' : 'behind'} the org`,
    `${setClock} Until then, keyturn does nothing in the org only because time has passed.`,
  ],
  refreshed: (isSandbox: boolean, apps: readonly string[], formerOrg: string): DoctorWords => [
    'Org',
    `${isSandbox ? 'the sandbox was refreshed' : 'a different org'}: ${countOf(apps.length, 'watched app')} ${apps.length === 1 ? 'belongs' : 'belong'} to ${plainText(formerOrg)}`,
    `Stop watching what is gone, then set it up again: ${eachCommand(apps.map((app) => `\`keyturn unwatch ${app}\``))}. The stored credentials don't work here.`,
  ],
  watched: (apps: number): DoctorWords => ['Watched apps', `${apps} as expected`],
  appGone: (app: string, hasRun: boolean): DoctorWords => [
    app,
    'this app no longer exists in the org',
    `Run \`${unwatchCommand(app, hasRun)}\`, or find out who deleted it: Setup ▸ View Setup Audit Trail.`,
  ],
  flowOff: (app: string): DoctorWords => [app, 'its flow is off', `Turn it on again: \`keyturn setup --app ${app}\``],
  oauthOff: (app: string, isLeaked = false): DoctorWords => [
    app,
    'OAuth is off for this app',
    isLeaked ? `${oauthOnPath(app)} ${leakOpens}` : oauthOnPath(app),
  ],
  keyChanged: (app: string): DoctorWords => [
    app,
    'its credentials were changed outside keyturn',
    `Find out who changed them, then watch the new ones: \`keyturn watch ${app}\``,
  ],
  intercepted:
    'Something on the network path, such as a company proxy, replaces certificates. Set NODE_EXTRA_CA_CERTS to a file with its certificate.',
} as const;
