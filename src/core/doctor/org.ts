import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import type { Clock, OrgFacts, OrgPermission, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { type DoctorLine, orgLine } from './line.ts';
import { maybeForStaging, operatorTasks } from './operator.ts';

export interface OrgLook {
  readonly org: SalesforceOrg;
  readonly clock: Clock;
  /** Apps of this org's sign-in that are watched from this computer. */
  readonly watched: readonly WatchedApp[];
}

/** The staged credentials of the Connect API. */
const stagingVersion = 65;
const policyVersion = 60;
/** Requests left, as a part of the day's, from which on it is worth saying. */
const fewRequests = 0.1;
const mostSkewMs = 5 * 60_000;

/** Every line about an org. Each look stands for itself: one that is refused says so and hides no other. */
export async function orgLines(look: OrgLook): Promise<readonly DoctorLine[]> {
  const { org } = look;
  const facts = await org.facts().catch((error: unknown) => asKeyturn(error));
  if (isKeyturnError(facts)) return [sessionLine(facts)];
  const looks: readonly (() => Promise<readonly DoctorLine[]>)[] = [
    async () => [orgLine('session', 'Session', { status: 'ok', finding: `${facts.person.username} · ${facts.kind}` })],
    async () => version(org),
    async () => sessionKind(org),
    async () => host(org),
    () => permissions(org),
    () => secretSettings(org),
    () => metadata(org),
    () => credentials(org),
    () => limits(org),
    () => skew(look),
    async () => refreshed(look, facts),
    () => watchedApps(look),
  ];
  const lines = await Promise.all(
    looks.map((one) =>
      one().catch((error: unknown) => [orgLine('look-failed', 'A look failed', fromError(asKeyturn(error)))]),
    ),
  );
  return lines.flat();
}

function version({ apiVersion }: SalesforceOrg): readonly DoctorLine[] {
  const number = Number.parseFloat(apiVersion);
  if (number < policyVersion) {
    const cure = 'Ask Salesforce for a newer release; the client credentials fields exist from 60.0 on.';
    return [orgLine('api-version', 'API version', { status: 'failed', finding: `${apiVersion} is too old`, cure })];
  }
  if (number < stagingVersion) {
    const finding = `${apiVersion}: pairs can’t be staged before 65.0`;
    const cure = 'Rotation waits for the org’s next release; an emergency takes the way with an outage.';
    return [orgLine('staging', 'API version', { status: 'warning', finding, cure })];
  }
  return [orgLine('api-version', 'API version', { status: 'ok', finding: apiVersion })];
}

function sessionKind({ hasOpaqueSession }: SalesforceOrg): readonly DoctorLine[] {
  if (hasOpaqueSession) return [];
  const finding = 'a JWT access token: the SOAP Metadata API refuses it';
  const cure = 'Sign in through a client whose tokens are opaque, such as `sf org login web`.';
  return [orgLine('session-jwt', 'Session', { status: 'failed', finding, cure })];
}

function host({ instanceUrl }: SalesforceOrg): readonly DoctorLine[] {
  const { hostname } = new URL(instanceUrl);
  const isMine = /\.my\.(salesforce\.(com|mil)|sfcrmproducts\.cn)$/.test(hostname);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (isMine || isHere) return [orgLine('my-domain', 'My Domain', { status: 'ok', finding: hostname })];
  const cure = 'Sign in at the My Domain address: only that host issues tokens for client credentials.';
  return [orgLine('my-domain', 'My Domain', { status: 'failed', finding: `${hostname} is not My Domain`, cure })];
}

/** The gap by what the person wants to do, and too much of it. */
async function permissions(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const { granted, missing } = await org.permissions();
  const lines = operatorTasks.map(({ task, title, permissions: needed }) => {
    const gap = needed.filter((permission) => missing.has(permission) && !coveredBy(permission, granted));
    if (gap.length === 0) return orgLine(`permissions-${task}`, title, { status: 'ok', finding: 'all permissions' });
    const cure = `\`keyturn doctor --permission-set <dir>\` writes a permission set with them.`;
    // Nobody has to make users to run an app.
    const status = task === 'new-user' ? 'note' : 'warning';
    return orgLine(`permissions-${task}`, title, { status, finding: `lacks ${gap.join(', ')}`, cure });
  });
  const isAdmin = granted.has('ModifyAllData');
  return [
    ...lines,
    ...(missing.has(maybeForStaging)
      ? [
          orgLine('permission-staging', 'To stage and rotate', {
            status: 'note',
            finding: `lacks ${maybeForStaging}, which may be needed: Salesforce doesn’t say`,
            cure: 'Nothing, until staging is refused; the operator’s permission sets have it.',
          }),
        ]
      : []),
    ...(isAdmin
      ? [
          orgLine('admin-session', 'Sign-in', {
            status: 'note',
            finding: 'an administrator’s session; for a daemon that is too much power to keep',
            cure: 'Make an operator user with `keyturn doctor --permission-set <dir>`, and sign it in with `sf org login jwt`.',
          }),
        ]
      : []),
  ];
}

function coveredBy(permission: OrgPermission, granted: ReadonlySet<OrgPermission>): boolean {
  if (permission === 'ManageProfilesPermissionsets') return granted.has('CustomizeApplication');
  return permission === 'ModifyMetadata' && granted.has('ModifyAllData');
}

async function secretSettings(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const [rest, byMetadata] = await Promise.all([org.secretAccess(), org.metadataSecretAccess()]);
  const title = 'Secrets over REST';
  const lines: DoctorLine[] = [];
  if (rest === null) lines.push(orgLine('secret-access', title, { status: 'note', finding: 'the org doesn’t tell' }));
  else if (rest) {
    const finding = 'on all the time';
    const cure = 'Turn it off in Setup ▸ External Client App Settings; keyturn borrows it for the seconds it needs it.';
    lines.push(orgLine('secret-access-on', title, { status: 'warning', finding, cure }));
  } else
    lines.push(orgLine('secret-access', title, { status: 'ok', finding: 'off; it is borrowed when it is needed' }));
  if (byMetadata) {
    const cure = 'Turn it off in Setup ▸ External Client App Settings: nothing needs it.';
    const finding = 'consumer secrets can be read through the Metadata API';
    lines.push(orgLine('metadata-secrets', 'Secrets over metadata', { status: 'warning', finding, cure }));
  }
  return lines;
}

async function metadata(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const [listed, deploys] = await Promise.all([
    org.metadata.list(['ExternalClientApplication']).then(
      (apps) => orgLine('metadata', 'Metadata API', { status: 'ok', finding: `${apps.length} External Client Apps` }),
      (error: unknown) => orgLine('metadata', 'Metadata API', fromError(asKeyturn(error))),
    ),
    org.metadata.recentDeploys().catch(() => []),
  ]);
  const running = deploys.filter(({ status }) => ['Pending', 'InProgress', 'FinalizingDeploy'].includes(status));
  if (running.length === 0) return [listed];
  const finding = `${running.length === 1 ? 'a deploy runs' : `${running.length} deploys run or wait`} (${running[0]?.id})`;
  const cure = 'Setup ▸ Deployment Status shows it; an org runs one at a time, so ours would wait for it.';
  return [listed, orgLine('deploy-running', 'Deploys', { status: 'note', finding, cure })];
}

/** Whether this person gets at consumers and pairs at all. */
async function credentials(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const title = 'Credentials API';
  const app = (await org.apps.list()).find(({ id, isPackaged }) => id !== null && !isPackaged);
  if (!app?.id) return [orgLine('no-app', 'Apps', { status: 'note', finding: 'the org has no app of its own yet' })];
  try {
    const [consumer] = await org.apps.consumers(app.id);
    if (consumer && Number.parseFloat(org.apiVersion) >= stagingVersion) await org.apps.staged(app.id, consumer.id);
    return [orgLine('credentials', title, { status: 'ok', finding: 'consumers and their slots can be read' })];
  } catch (error) {
    const known = asKeyturn(error);
    if (known.code === 'SecretAccessDisabled') {
      return [orgLine('credentials', title, { status: 'ok', finding: 'closed until the setting is borrowed' })];
    }
    const id = known.code === 'IdentityVerificationNeeded' ? 'verification-wall' : 'credentials';
    return [orgLine(id, title, fromError(known))];
  }
}

async function limits(org: SalesforceOrg): Promise<readonly DoctorLine[]> {
  const { max, remaining } = await org.apiRequests();
  const finding = `${remaining} of ${max} requests are left today`;
  if (remaining >= max * fewRequests) return [orgLine('limits', 'API requests', { status: 'ok', finding })];
  const cure = 'Find out who uses them (Setup ▸ Company Information); rotations may be refused until tomorrow.';
  return [orgLine('limits-near', 'API requests', { status: 'warning', finding, cure })];
}

async function skew({ org, clock }: OrgLook): Promise<readonly DoctorLine[]> {
  const theirs = await org.serverTime();
  if (theirs === null) return [];
  const difference = Math.round((clock.now() - theirs) / 1000);
  if (Math.abs(difference) * 1000 < mostSkewMs) {
    return [orgLine('clock', 'Clock', { status: 'ok', finding: `${Math.abs(difference)} s beside the org’s` })];
  }
  const finding = `this computer is ${Math.round(Math.abs(difference) / 60)} min ${difference > 0 ? 'ahead of' : 'behind'} the org`;
  const cure = 'Set the clock (NTP): ages, due dates and JWT sign-ins depend on it.';
  return [orgLine('clock', 'Clock', { status: 'warning', finding, cure })];
}

/** After a refresh a sandbox has another org id, or the same one and pairs that nobody holds. */
function refreshed({ org, watched }: OrgLook, { isSandbox }: OrgFacts): readonly DoctorLine[] {
  const former = watched.filter(({ orgId }) => orgId.slice(0, 15) !== org.orgId.slice(0, 15));
  if (former.length === 0) return [];
  const finding = `${isSandbox ? 'the sandbox was refreshed' : 'another org'}: ${former.length} watched apps belong to ${plainText(former[0]?.orgId ?? '')}`;
  const cure = '`keyturn unwatch` them, then set them up again: the pairs of before are not valid here.';
  return [orgLine('refreshed', 'Org', { status: 'warning', finding, cure })];
}

async function watchedApps({ org, watched }: OrgLook): Promise<readonly DoctorLine[]> {
  const own = watched.filter(({ orgId }) => orgId.slice(0, 15) === org.orgId.slice(0, 15));
  if (own.length === 0) return [];
  const apps = await org.apps.list();
  const lines: DoctorLine[] = [];
  for (const app of own) {
    const found = apps.find(({ developerName }) => developerName === app.app);
    if (!found?.id) {
      const cure = '`keyturn unwatch` it, or find out who deleted it (Setup ▸ View Setup Audit Trail).';
      lines.push(
        orgLine('app-gone', app.app, { status: 'warning', finding: 'the org has no such app any more', cure }),
      );
      continue;
    }
    if (found.flow.kind !== 'on' && found.flow.kind !== 'unknown') {
      const cure = `\`keyturn setup --app ${app.app}\` turns it on again.`;
      lines.push(orgLine('flow-off', app.app, { status: 'warning', finding: 'its flow is off', cure }));
    }
    const consumers = await org.apps.consumers(found.id).catch(() => null);
    const consumer = consumers?.find(({ id }) => id === app.consumerId);
    if (consumer && consumer.consumerKey !== app.consumerKey) {
      const cure = `\`keyturn watch ${app.app}\` adopts the new pair; ask who changed it.`;
      lines.push(orgLine('key-changed', app.app, { status: 'warning', finding: 'its pair was changed outside', cure }));
    }
  }
  return lines.length > 0
    ? lines
    : [orgLine('watched', 'Watched apps', { status: 'ok', finding: `${own.length} as expected` })];
}

/** Why an org can't be reached or opened at all. */
export function sessionLine(error: KeyturnError): DoctorLine {
  return orgLine('session', 'Session', fromError(error));
}

function fromError(error: KeyturnError): { status: 'failed'; finding: string; cure: string | null } {
  const isIntercepted = /self-signed|unable to (get|verify)|issuer certificate|CERT_|SELF_SIGNED/i.test(error.message);
  const cure =
    'Something on the way replaces certificates (a company’s proxy): put its certificate into NODE_EXTRA_CA_CERTS.';
  return { status: 'failed', finding: error.message, cure: isIntercepted ? cure : (error.actions[0] ?? null) };
}

function asKeyturn(error: unknown): KeyturnError {
  if (isKeyturnError(error)) return error;
  throw error;
}
