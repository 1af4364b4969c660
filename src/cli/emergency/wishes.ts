import { resolve } from 'node:path';
import type { EmergencyRequest } from '../../core/emergency/emergency-request.ts';
import { type CertificateAnswer, readCertificate } from '../../core/model/certificate.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { plainText } from '../../core/plain/text.ts';
import type { SignIns } from '../../core/ports/ports.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { CommandContext } from '../context.ts';
import { deliveriesOf } from '../setup-flags.ts';

type Options = Readonly<Record<string, unknown>>;

/** What the flags of `keyturn emergency` ask for. */
export type EmergencyFlags = Omit<
  EmergencyRequest,
  'watched' | 'orgName' | 'patienceMs' | 'certificate' | 'mayReplaceAnew'
> & {
  /** The pair that an emergency made within a day has leaked, too. */
  readonly isAgain: boolean;
  readonly certificatePath: string | null;
  /** null when nobody said so yet. */
  readonly confirm: string | null;
  readonly isAll: boolean;
  readonly executionUser: string | null;
  readonly isDrill: boolean;
  readonly card: string | null;
};

/** @throws UsageInvalid */
export function emergencyFlags(app: string | undefined, options: Options): EmergencyFlags {
  const text = (name: string) => (typeof options[name] === 'string' ? (options[name] as string) : null);
  const isAll = options.all === true;
  const flags: EmergencyFlags = {
    containBy: containOf(options.contain),
    leakedSince: instantOf(text('since')),
    keepsSessions: options.keepSessions === true,
    reportTo: reportBase(text('report')),
    deliveries: deliveriesOf(options, 'emergency'),
    byDeploy: options.byDeploy === true,
    certificatePath: text('certificate'),
    confirm: text('confirm'),
    isAll,
    executionUser: text('executionUser'),
    isAgain: options.again === true,
    isDrill: options.drill === true,
    card: text('card') === null ? null : resolve(text('card') ?? ''),
  };
  const problem = problemOf(flags, app);
  if (problem) throw wrong(problem);
  return flags;
}

function problemOf(
  { isAll, executionUser, card, isDrill, containBy }: EmergencyFlags,
  app: string | undefined,
): string | null {
  if (app === undefined && !isAll) return 'Name the app, or say --all';
  if (app !== undefined && isAll) return 'An app and --all contradict each other';
  if (executionUser !== null && !isAll) return '--execution-user belongs to --all';
  if (card !== null && isDrill) return '--card and --drill are two things';
  if (card !== null && isAll) return 'A card is for one app';
  return isDrill && containBy !== null ? 'A drill changes nothing that could be contained' : null;
}

function containOf(given: unknown): EmergencyFlags['containBy'] {
  if (given === undefined) return null;
  if (given === true) return 'flow-or-freeze';
  if (given === 'flow' || given === 'freeze') return given;
  throw wrong(`--contain is flow or freeze, not ${String(given)}`);
}

function instantOf(text: string | null): number | null {
  if (text === null) return null;
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = isIso ? Date.parse(text) : Number.NaN;
  const [day = ''] = text.split('T');
  const isNoDay = new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day;
  if (Number.isNaN(at) || isNoDay)
    throw wrong(`--since is a date or an instant such as 2026-11-20T08:00:00Z, not ${text}`);
  return at;
}

/** What will only leak later can't have been seen. @throws UsageInvalid */
export function checkSince({ leakedSince }: EmergencyFlags, now: number): void {
  if (leakedSince !== null && leakedSince > now) throw wrong('--since lies in the future');
}

/** Both files get this name: one ends in `.md`, the other in `.json`. */
function reportBase(path: string | null): string | null {
  return path === null ? null : resolve(path.replace(/\.(md|json)$/i, ''));
}

/** @throws CertificateInvalid and what stands in the way of the file */
export async function certificateOf({ certificatePath }: EmergencyFlags, options: Options): Promise<CertificateAnswer> {
  if (options.certificate === false) return 'none';
  if (certificatePath === null) return 'unknown';
  const { readText } = await (await import('../../compose.ts')).textFiles();
  return { pem: readCertificate(await readText(certificatePath), certificatePath) };
}

/** The apps that are meant. @throws AppNotWatched and its like, UsageInvalid */
export async function chosenApps(
  { flags: { consumer, targetOrg } }: CommandContext,
  { watched, ports: { signIns } }: ChoosingFrom,
  name: string | undefined,
  { isAll, executionUser }: EmergencyFlags,
): Promise<OneOrMore> {
  if (!isAll) return [findWatched(watched, name ?? '', consumer)];
  const org = targetOrg ?? (executionUser === null ? await signIns.defaultOrg() : null);
  if (org === null && executionUser === null) throw wrong('--all needs -o <org> or --execution-user <username>');
  const ofOrg = org === null ? watched : watchedIn(watched, org);
  const chosen = executionUser === null ? ofOrg : runningAs(ofOrg, executionUser);
  const [first, ...others] = chosen;
  if (!first || others.some(({ orgId }) => orgId !== first.orgId))
    throw wrong('Several orgs have such apps: name one with -o <org>');
  return [first, ...others];
}

export type OneOrMore = readonly [WatchedApp, ...WatchedApp[]];

interface ChoosingFrom {
  readonly watched: readonly WatchedApp[];
  readonly ports: { readonly signIns: Pick<SignIns, 'defaultOrg'> };
}

function watchedIn(apps: readonly WatchedApp[], wanted: string): readonly WatchedApp[] {
  const found = apps.filter(({ org, username, orgId }) => [org, username, orgId].includes(wanted));
  if (found.length > 0) return found;
  throw reason('OrgNotWatched', { org: wanted, known: [...new Set(apps.map(({ org }) => org))] });
}

function runningAs(apps: readonly WatchedApp[], username: string): readonly WatchedApp[] {
  const userOf = ({ executionUser }: WatchedApp) => executionUser?.username ?? null;
  const found = apps.filter((app) => userOf(app)?.toLowerCase() === username.toLowerCase());
  if (found.length > 0) return found;
  const known = new Set(apps.flatMap((app) => plainText(userOf(app) ?? '', 80) || []));
  throw reason('NobodyRunsAs', { username, known: [...known] });
}

function wrong(problem: string) {
  return reason('UsageInvalid', { problem, command: 'emergency' });
}
