import { whyNoStaging } from '../acts/no-staging.ts';
import { hasMoved } from '../acts/org-address.ts';
import { lacking } from '../acts/permissions.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { idKey } from '../plain/ids.ts';
import { hostKind, hostOf } from '../plain/org-host.ts';
import { isMyDomain } from '../plain/setup-address.ts';
import { minute, second } from '../plain/time.ts';
import type { Clock, OrgFacts, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { doctorTitles, orgWords } from '../words/doctor.ts';
import { accessOf } from '../words/known-access.ts';
import { type DoctorLine, errorWords, orgLine } from './doctor-line.ts';
import { maybeForStaging, operatorTasks } from './operator-kit.ts';

/** An org to check, and its watched apps. */
export interface OrgToCheck {
  readonly org: SalesforceOrg;
  readonly clock: Clock;
  /** Apps that this computer watches with this org's sign-in. */
  readonly watched: readonly WatchedApp[];
  /** The newest run of each app. */
  readonly runs: readonly Rotation[];
  /** Whether its credentials are known to have leaked, and nobody has replaced them. */
  readonly isLeaked: (app: WatchedApp) => Promise<boolean>;
  /** The org no longer has this app. */
  readonly foundGone: (app: WatchedApp) => Promise<void>;
}

/** The first API version with the client credentials fields of the policies. */
const policyVersion = 60;
/** The fraction of daily requests left below which the doctor warns. */
const fewRequests = 0.1;
const mostSkewMs = 5 * minute;

/** Every line about an org. The checks are independent: a refused one doesn't hide the others. */
export async function orgLines(checked: OrgToCheck): Promise<readonly DoctorLine[]> {
  const { org } = checked;
  const facts = await org.facts().catch((error: unknown) => asKeyturn(error));
  if (isKeyturnError(facts)) return [sessionLine(facts)];
  const looks: readonly (() => Promise<readonly DoctorLine[]>)[] = [
    async () => [orgLine('session', 'ok', orgWords.session(facts.person.username, facts.kind))],
    async () => [version(org)],
    async () => (org.hasOpaqueSession ? [] : [orgLine('session-jwt', 'failed', orgWords.sessionJwt)]),
    async () => [host(checked)],
    () => permissions(org),
    () => secretSettings(org),
    () => metadata(org),
    () => credentials(org),
    () => limits(org),
    () => skew(checked),
    async () => refreshed(checked, facts),
    () => watchedApps(checked),
  ];
  const lines = await Promise.all(
    looks.map((one) => one().catch((error: unknown) => [failed('look-failed', 'lookFailed', asKeyturn(error))])),
  );
  return lines.flat();
}

function version({ apiVersion }: SalesforceOrg): DoctorLine {
  const isOld = Number.parseFloat(apiVersion) < policyVersion;
  if (isOld) return orgLine('api-version', 'failed', orgWords.versionOld(apiVersion));
  if (whyNoStaging({ apiVersion }) !== null)
    return orgLine('staging', 'warning', orgWords.versionBeforeStaging(apiVersion));
  return orgLine('api-version', 'ok', orgWords.version(apiVersion));
}

/** Whether the org's address issues tokens, belongs to Salesforce, and is the one at which its apps are watched. */
function host({ org, watched }: OrgToCheck): DoctorLine {
  const url = new URL(org.instanceUrl);
  const own = watched.filter(({ orgId }) => idKey(orgId) === idKey(org.orgId));
  const moved = own.find((app) => hasMoved(org, app));
  if (moved)
    return orgLine('host-changed', 'warning', orgWords.hostChanged(moved.app, hostOf(moved.instanceUrl), url.host));
  if (isMyDomain(url.hostname)) return orgLine('my-domain', 'ok', orgWords.myDomain(url.hostname));
  if (hostKind(url) !== 'other') return orgLine('my-domain', 'failed', orgWords.notMyDomain(url.hostname));
  // An earlier version began to watch the app there.
  const former = org.allowedHost === undefined && own.find(({ allowedHost }) => allowedHost === undefined);
  if (former) return orgLine('host-outside', 'warning', orgWords.hostOutside(former.app, url.host));
  return orgLine('my-domain', 'note', orgWords.hostAllowed(url.host));
}

/** Missing permissions by task, and a session with too many. */
async function permissions(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const report = await org.permissions();
  const { granted, missing } = report;
  const mayLackStaging = missing.has(maybeForStaging);
  const lines = operatorTasks.map(({ task, permissions: needed, stages }) => {
    const id = `permissions-${task}`;
    const gap = lacking(report, needed);
    if (gap.length === 0) return orgLine(id, 'ok', orgWords.permissions(task, stages && mayLackStaging));
    // Creating users is optional.
    return orgLine(id, task === 'new-user' ? 'note' : 'warning', orgWords.permissionsMissing(task, gap, org));
  });
  return [
    ...lines,
    ...(mayLackStaging ? [orgLine('permission-staging', 'note', orgWords.stagingPermission(maybeForStaging))] : []),
    ...(granted.has('ModifyAllData') ? [orgLine('admin-session', 'note', orgWords.adminSession(org))] : []),
  ];
}

async function secretSettings(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const [rest, byMetadata] = await Promise.all([org.secretAccess(), org.metadataSecretAccess()]);
  return [
    rest === null
      ? orgLine('secret-access', 'note', orgWords.secretAccessNotTold)
      : rest
        ? orgLine('secret-access-on', 'warning', orgWords.secretAccessOn)
        : orgLine('secret-access', 'ok', orgWords.secretAccessOff),
    ...(byMetadata ? [orgLine('metadata-secrets', 'warning', orgWords.metadataSecrets)] : []),
  ];
}

async function metadata(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const [listed, deploys] = await Promise.all([
    org.metadata.list(['ExternalClientApplication']).then(
      (apps) => orgLine('metadata', 'ok', orgWords.metadata(apps.length)),
      (error: unknown) => failed('metadata', 'metadata', asKeyturn(error)),
    ),
    org.metadata.recentDeploys().catch(() => []),
  ]);
  const running = deploys.filter(({ status }) => ['Pending', 'InProgress', 'FinalizingDeploy'].includes(status));
  if (running.length === 0) return [listed];
  return [listed, orgLine('deploy-running', 'note', orgWords.deployRunning(running.length, running[0]?.id))];
}

/** Whether this session can read OAuth consumers and credentials. */
async function credentials(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const app = (await org.apps.list()).find(({ id, isPackaged }) => id !== null && !isPackaged);
  if (!app?.id) return [orgLine('no-app', 'note', orgWords.noApp)];
  try {
    const [consumer] = await org.apps.consumers(app.id);
    if (consumer && whyNoStaging(org) === null) await org.apps.staged(app.id, consumer.id);
    return [orgLine('credentials', 'ok', orgWords.credentials)];
  } catch (error) {
    const known = asKeyturn(error);
    if (known.code === 'SecretAccessDisabled') {
      const isOn = (await org.secretAccess()) === true;
      return [
        isOn
          ? orgLine('no-staging', 'warning', orgWords.noStaging)
          : orgLine('credentials', 'ok', orgWords.credentialsClosed),
      ];
    }
    const id = known.code === 'IdentityVerificationNeeded' ? 'verification-wall' : 'credentials';
    return [failed(id, 'credentials', known)];
  }
}

async function limits(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const { max, remaining } = await org.apiRequests();
  if (remaining >= max * fewRequests) return [orgLine('limits', 'ok', orgWords.limits(remaining, max))];
  return [orgLine('limits-near', 'warning', orgWords.limitsNear(remaining, max))];
}

async function skew({ org, clock }: OrgToCheck): Promise<readonly DoctorLine[]> {
  const theirs = await org.serverTime();
  if (theirs === null) return [];
  const ahead = Math.round((clock.now() - theirs) / second);
  if (Math.abs(ahead) * second < mostSkewMs) return [orgLine('clock', 'ok', orgWords.clock(ahead))];
  return [orgLine('clock', 'warning', orgWords.clockWrong(ahead))];
}

/** Watched apps with a different org id, as after a sandbox refresh. */
function refreshed({ org, watched }: OrgToCheck, { isSandbox }: OrgFacts): readonly DoctorLine[] {
  const former = watched.filter(({ orgId }) => idKey(orgId) !== idKey(org.orgId));
  const [first] = former;
  const apps = former.map(({ app }) => app);
  return first ? [orgLine('refreshed', 'warning', orgWords.refreshed(isSandbox, apps, first.orgId))] : [];
}

async function watchedApps({ org, watched, runs, isLeaked, foundGone }: OrgToCheck): Promise<readonly DoctorLine[]> {
  const own = watched.filter(({ orgId }) => idKey(orgId) === idKey(org.orgId));
  if (own.length === 0) return [];
  const apps = await org.apps.list();
  const lines: DoctorLine[] = [];
  for (const one of own) {
    const { app, consumerId, consumerKey } = one;
    const run = runs.find((each) => each.consumerId === consumerId && idKey(each.orgId) === idKey(org.orgId)) ?? null;
    const known = accessOf(one, run, null);
    const found = apps.find(({ developerName }) => developerName === app);
    if (!found?.id) {
      await foundGone(one);
      lines.push(orgLine('app-gone', 'warning', orgWords.appGone(app, run?.finishedAt === null)));
      continue;
    }
    // What keyturn itself turned off, it turns on again.
    if (found.flow.kind === 'oauth-disabled')
      lines.push(
        orgLine(
          'flow-off',
          'warning',
          known ? [app, known.what, known.action] : orgWords.oauthOff(app, await isLeaked(one)),
        ),
      );
    else if (found.flow.kind === 'off') {
      lines.push(orgLine('flow-off', 'warning', orgWords.flowOff(app)));
    }
    const consumers = await org.apps.consumers(found.id).catch(() => null);
    const consumer = consumers?.find(({ id }) => id === consumerId);
    if (consumer && consumer.consumerKey !== consumerKey) {
      lines.push(orgLine('key-changed', 'warning', orgWords.keyChanged(app)));
    }
  }
  return lines.length > 0 ? lines : [orgLine('watched', 'ok', orgWords.watched(own.length))];
}

/** The line for an org that can't be opened. */
export function sessionLine(error: KeyturnError): DoctorLine {
  return failed('session', 'session', error);
}

function failed(id: string, title: keyof typeof doctorTitles, error: KeyturnError): DoctorLine {
  const isIntercepted = /self-signed|unable to (get|verify)|issuer certificate|CERT_|SELF_SIGNED/i.test(error.message);
  const [name, finding, cure] = errorWords(doctorTitles[title], error);
  return orgLine(id, 'failed', [name, finding, isIntercepted ? orgWords.intercepted : cure]);
}

function asKeyturn(error: unknown): KeyturnError {
  if (isKeyturnError(error)) return error;
  throw error;
}
