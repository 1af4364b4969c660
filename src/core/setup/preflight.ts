import type { OrgFacts, OrgPermission, PermissionReport, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import type { Check } from './events.ts';
import { doing, type StepIo } from './step.ts';

/** The client credentials fields of the policies exist from this version on. */
const lowestApiVersion = 60;

const permissionLabels: Readonly<Partial<Record<OrgPermission, string>>> = {
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  ExternalClientAppAdmin: 'View all External Client Apps, view their settings, and edit their policies',
  ExternalClientAppDeveloper: 'Create, edit, and delete External Client Apps',
  ViewClientSecret: 'View External Client App Consumer Secrets',
};

type Finding = Pick<Check, 'status' | 'finding' | 'cure'>;

interface Probe {
  readonly id: Check['id'];
  readonly title: string;
  /** What was found; throws the reason when it stands in the way. */
  readonly look: () => Promise<Finding>;
}

export interface PreflightFindings {
  readonly facts: OrgFacts;
  readonly secretAccess: boolean | null;
}

/**
 * Looks at everything the setup needs, side by side, and lets the person mend and retry.
 * @throws the reason of the first check that failed, when there is nobody to retry
 */
export async function preflight(org: SalesforceOrg, io: StepIo): Promise<PreflightFindings> {
  for (;;) {
    const access = org.secretAccess();
    const [facts, ...results] = await doing(
      io,
      'Looking at the org',
      Promise.all([org.facts(), ...probesOf(org, access, io.options.dryRun).map((probe) => run(probe, io))]),
    );
    const failed = results.filter((error) => error !== null);
    const [first] = failed;
    if (!first) return { facts, secretAccess: await access };
    await io.ask({
      kind: 'choose',
      id: 'preflight',
      title: failed.length === 1 ? first.message : `${failed.length} things stand in the way`,
      flag: '--target-org',
      notes: failed.length === 1 ? [] : failed.map(({ message }) => message),
      choices: [{ value: 'again', label: 'Look again', notes: ['once it is mended'], tone: 'plain' }],
      otherwise: first,
    });
  }
}

/** Offers to borrow the setting without which no consumer secret can be read. @throws SecretAccessDisabled */
export async function agreeToBorrow(secretAccess: boolean | null, io: StepIo): Promise<boolean> {
  if (secretAccess !== false || io.options.dryRun) return false;
  if (io.options.yes) return true;
  const disabled = reason('SecretAccessDisabled', {});
  const answer = await io.ask({
    kind: 'choose',
    id: 'borrow',
    title: 'Consumer secrets can’t be read over REST in this org. Borrow that setting?',
    flag: '--yes',
    notes: [
      'It is turned on for the seconds it takes to read one secret, then off again.',
      'That is journalled first, and given back even after a crash, at the next start.',
    ],
    choices: [
      { value: 'no', label: 'No', notes: ['turn it on in Setup yourself'], tone: 'plain' },
      { value: 'yes', label: 'Borrow it', notes: ['after you agreed to the plan'], tone: 'plain' },
    ],
    otherwise: disabled,
  });
  if (answer !== 'yes') throw disabled;
  return true;
}

async function run({ id, title, look }: Probe, io: StepIo): Promise<KeyturnError | null> {
  io.tell({ kind: 'check', check: { id, title, status: 'running' } });
  try {
    io.tell({ kind: 'check', check: { id, title, ...(await look()) } });
    return null;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    const cure = error.actions[0];
    io.tell({
      kind: 'check',
      check: { id, title, status: 'failed', finding: error.message, ...(cure ? { cure } : {}) },
    });
    return error;
  }
}

function probesOf(org: SalesforceOrg, access: Promise<boolean | null>, dryRun: boolean): readonly Probe[] {
  return [
    { id: 'api-version', title: 'API version', look: async () => apiVersion(org) },
    { id: 'session', title: 'Session', look: async () => session(org) },
    { id: 'my-domain', title: 'My Domain', look: async () => myDomain(org) },
    {
      id: 'permissions',
      title: 'Your permissions',
      look: async () => permissions(org, await org.permissions(), dryRun),
    },
    {
      id: 'metadata',
      title: 'Metadata API',
      look: async () => {
        const apps = await org.metadata.list(['ExternalClientApplication']);
        return { status: 'ok', finding: `${apps.length} External Client Apps` };
      },
    },
    { id: 'secret-access', title: 'Secrets over REST', look: async () => secretAccess(await access) },
  ];
}

function apiVersion({ apiVersion: version }: SalesforceOrg): Finding {
  if (Number.parseFloat(version) < lowestApiVersion) {
    throw reason('ApiVersionTooOld', { highest: version, needed: `${lowestApiVersion}.0` });
  }
  return { status: 'ok', finding: version };
}

function session({ hasOpaqueSession, username }: SalesforceOrg): Finding {
  if (!hasOpaqueSession) throw reason('SessionNotOpaque', { username });
  return { status: 'ok', finding: username };
}

/** Only the My Domain host issues tokens for client credentials; the practice org has none but its own address. */
function myDomain({ instanceUrl, isPractice }: SalesforceOrg): Finding {
  const { host, hostname } = new URL(instanceUrl);
  const isLoopback = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  if (isPractice || isLoopback || /\.my\.(salesforce\.(com|mil)|sfcrmproducts\.cn)$/.test(hostname)) {
    return { status: 'ok', finding: host };
  }
  throw reason('NotMyDomain', { host });
}

function permissions(org: SalesforceOrg, report: PermissionReport, dryRun: boolean): Finding {
  const { granted, missing } = report;
  const lacks: OrgPermission[] = [];
  if (missing.has('ModifyMetadata') && !granted.has('ModifyAllData')) lacks.push('ModifyMetadata');
  if (!dryRun && missing.has('ExternalClientAppDeveloper')) lacks.push('ExternalClientAppDeveloper');
  if (dryRun && missing.has('ExternalClientAppAdmin') && !granted.has('ExternalClientAppDeveloper')) {
    lacks.push('ExternalClientAppAdmin');
  }
  if (missing.has('ViewClientSecret') && !dryRun) lacks.push('ViewClientSecret');
  if (lacks.length > 0) {
    const labels = lacks.map((permission) => `${permissionLabels[permission] ?? permission} (${permission})`);
    throw reason('PermissionMissing', { username: org.username, isPractice: org.isPractice, permissions: labels });
  }
  if (missing.has('ManageUsers')) {
    return { status: 'note', finding: 'without Manage Users it can’t be seen who is frozen' };
  }
  return { status: 'ok', finding: 'all that is needed' };
}

function secretAccess(on: boolean | null): Finding {
  if (on === null) return { status: 'note', finding: 'the org doesn’t tell; it shows when the secret is read' };
  return on ? { status: 'ok', finding: 'on' } : { status: 'note', finding: 'off; it can be borrowed for a moment' };
}
