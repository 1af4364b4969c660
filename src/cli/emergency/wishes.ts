import { resolve } from 'node:path';
import type { EmergencyRequest } from '../../core/emergency/emergency-request.ts';
import { type CertificateAnswer, readCertificate } from '../../core/model/certificate.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import { readKnownAddresses } from '../../core/model/known-addresses.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { parseInstant } from '../../core/plain/instant.ts';
import { plainText, shellWord } from '../../core/plain/text.ts';
import type { SignIns } from '../../core/ports/ports.ts';
import { reason } from '../../core/reasons/errors.ts';
import { knownAddressProblems } from '../../core/words/known-addresses.ts';
import type { Call } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { checkedDeliveries } from '../deliver-flag.ts';
import { wrongCall } from '../wrong-call.ts';

export type EmergencyCall = Call<'emergency'>;

/** What the flags of `keyturn emergency` ask for, for each app. */
export type Wishes = Pick<
  EmergencyRequest,
  'containBy' | 'leakedSince' | 'keepsSessions' | 'reportTo' | 'deliveries' | 'byDeploy'
>;

/** @throws UsageInvalid */
export function wishesOf(call: EmergencyCall): Wishes {
  const wishes: Wishes = {
    containBy: containOf(call.contain),
    leakedSince: instantOf(call.since),
    keepsSessions: call.keepSessions,
    reportTo: reportBase(call.report),
    deliveries: checkedDeliveries(call.deliver, 'emergency'),
    byDeploy: call.byDeploy,
  };
  const problem = problemOf(call);
  if (problem) throw wrong(problem);
  return wishes;
}

function problemOf({ app, all, executionUser, card, drill, contain, record }: EmergencyCall): string | null {
  if (app === undefined && !all) return 'Name an app, or use --all';
  if (app !== undefined && all) return "An app and --all can't be used together";
  if (executionUser !== undefined && !all) return '--execution-user needs --all';
  if (card !== undefined && drill) return "--card and --drill can't be used together";
  if (card !== undefined && all) return '--card needs one app, not --all';
  if (record !== undefined && (all || drill || card !== undefined || contain !== undefined))
    return '--record needs one app, without --all, --drill, --card or --contain';
  return drill && contain !== undefined ? "--contain and --drill can't be used together" : null;
}

function containOf(given: EmergencyCall['contain']): Wishes['containBy'] {
  if (given === undefined) return null;
  if (given === true) return 'flow-or-freeze';
  if (given === 'flow' || given === 'freeze') return given;
  throw wrong(`--contain must be flow or freeze, not ${given}`);
}

function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at === null) throw wrong(`--since must be a date or a time such as 2026-11-20T08:00:00Z, not ${text}`);
  return at;
}

/** @throws UsageInvalid for a time in the future */
export function checkSince({ leakedSince }: Wishes, now: number): void {
  if (leakedSince !== null && leakedSince > now) throw wrong('--since is in the future');
}

/** The path without its ending: the report gets `.md` and `.json`. */
export function reportBase(path: string | undefined): string | null {
  return path === undefined ? null : resolve(path.replace(/\.(md|json)$/i, ''));
}

/** @throws CertificateInvalid, FileUnreadable */
export async function certificateOf({ certificate, noCertificate }: EmergencyCall): Promise<CertificateAnswer> {
  if (noCertificate) return 'none';
  if (certificate === undefined) return 'unknown';
  const { readText } = await (await import('../../compose.ts')).textFiles();
  return { pem: readCertificate(await readText(certificate), certificate) };
}

/** @throws FileUnreadable, UsageInvalid */
export async function knownAddressesOf({
  knownAddresses: path,
}: EmergencyCall): Promise<readonly string[] | undefined> {
  if (path === undefined) return undefined;
  const { readText } = await (await import('../../compose.ts')).textFiles();
  const read = readKnownAddresses(await readText(path));
  if (!read.ok) throw wrong(knownAddressProblems[read.problem](plainText(path), read.line));
  return read.networks;
}

/** Named first, given anew, or of no use to the same call again. */
const notRepeated: ReadonlySet<string> = new Set([
  'app',
  'all',
  'again',
  'confirm',
  'dryRun',
  'drill',
  'card',
  'record',
]);

/** The same call, for credentials that an emergency has just created. */
export function callAgain(
  call: EmergencyCall,
  { targetOrg, consumer }: Pick<CommandContext['flags'], 'targetOrg' | 'consumer'>,
): string {
  const given = Object.entries(call).filter(([name]) => !notRepeated.has(name));
  return [
    `keyturn emergency ${call.app === undefined ? '--all' : shellWord(call.app)}`,
    ...(targetOrg === undefined ? [] : ['-o', shellWord(targetOrg)]),
    ...(consumer === undefined ? [] : ['--oauth-consumer', shellWord(consumer)]),
    ...given.flatMap(([name, value]) => flagWords(name, value)),
    '--again',
  ].join(' ');
}

/** A flag as it is typed; nothing if it wasn't given. */
function flagWords(name: string, value: unknown): readonly string[] {
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === true) return [flag];
  const texts = [value].flat().filter((one) => typeof one === 'string');
  // A flag that also works without a value takes one only after `=`.
  return texts.flatMap((text) => (name === 'contain' ? [`${flag}=${text}`] : [flag, shellWord(text)]));
}

/** The apps that the arguments name. @throws AppNotWatched and what `findWatched` throws, UsageInvalid */
export async function chosenApps(
  { flags: { consumer, targetOrg } }: CommandContext,
  { watched, ports: { signIns } }: ChoosingFrom,
  { app, all, executionUser }: EmergencyCall,
): Promise<OneOrMore> {
  if (!all) return [findWatched(watched, app ?? '', consumer)];
  const org = targetOrg ?? (executionUser === undefined ? await signIns.defaultOrg() : null);
  if (org === null && executionUser === undefined) throw wrong('--all needs -o <org> or --execution-user <username>');
  const ofOrg = org === null ? watched : watchedIn(watched, org);
  const chosen = executionUser === undefined ? ofOrg : runningAs(ofOrg, executionUser);
  const [first, ...others] = chosen;
  if (!first || others.some(({ orgId }) => orgId !== first.orgId))
    throw wrong('Several orgs have matching apps. Choose one with -o <org>');
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

const wrong = (problem: string) => wrongCall('emergency', problem);
