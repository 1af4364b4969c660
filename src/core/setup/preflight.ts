import { mustHave } from '../acts/permissions.ts';
import { hostKind } from '../plain/org-host.ts';
import { isMyDomain } from '../plain/setup-address.ts';
import type { OrgFacts, PermissionReport, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { borrowQuestion, preflightQuestion } from '../words/org-questions.ts';
import { findings } from '../words/preflight.ts';
import { pauseWords } from '../words/review-questions.ts';
import type { Check } from './setup-events.ts';
import { doing, paused, type StepIo } from './setup-step.ts';

/** The first API version with the client credentials fields in the policies. */
const lowestApiVersion = 60;

type Finding = Pick<Check, 'status' | 'finding' | 'cure'>;

/** A check and its function. The function throws the reason if the setup can't continue. */
type Probe = readonly [Check['id'], () => Promise<Finding>];

export interface PreflightFindings {
  readonly facts: OrgFacts;
  readonly secretAccess: boolean | null;
}

/**
 * Checks everything that the setup needs, in parallel, and lets the person fix problems and retry.
 * @throws the reason of the first failed check, if there is nobody to ask
 */
export async function preflight(org: SalesforceOrg, io: StepIo): Promise<PreflightFindings> {
  for (;;) {
    const access = org.secretAccess();
    const [facts, ...results] = await doing(
      io,
      'look-at-org',
      Promise.all([org.facts(), ...probesOf(org, access, io.options.dryRun).map((probe) => run(probe, io))]),
    );
    const failed = results.filter((error) => error !== null);
    const [first] = failed;
    if (!first) return { facts, secretAccess: await access };
    await io.ask(preflightQuestion(first, failed));
  }
}

/** Offers to turn on REST access to secrets temporarily. @throws SecretAccessDisabled */
export async function agreeToBorrow(secretAccess: boolean | null, io: StepIo, isPlanned = true): Promise<boolean> {
  if (secretAccess !== false || io.options.dryRun) return false;
  if (io.options.yes) return true;
  const question = borrowQuestion(isPlanned);
  if ((await io.ask(question)) !== 'yes') throw paused(io, pauseWords.secretAccess, question.otherwise);
  return true;
}

async function run([id, look]: Probe, io: StepIo): Promise<KeyturnError | null> {
  io.tell({ kind: 'check', check: { id, status: 'running' } });
  try {
    io.tell({ kind: 'check', check: { id, ...(await look()) } });
    return null;
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    const cure = error.actions[0];
    const check = { id, status: 'failed', finding: error.message, ...(cure ? { cure } : {}) } as const;
    io.tell({ kind: 'check', check });
    return error;
  }
}

function probesOf(org: SalesforceOrg, access: Promise<boolean | null>, dryRun: boolean): readonly Probe[] {
  return [
    ['api-version', async () => apiVersion(org)],
    ['session', async () => session(org)],
    ['my-domain', async () => myDomain(org)],
    ['permissions', async () => permissions(org, await org.permissions(), dryRun)],
    ['metadata', async () => metadata(org)],
    ['secret-access', async () => secretAccess(await access)],
  ];
}

async function metadata(org: SalesforceOrg): Promise<Finding> {
  const apps = await org.metadata.list(['ExternalClientApplication']);
  return { status: 'ok', finding: findings.apps(apps.length) };
}

function secretAccess(on: boolean | null): Finding {
  return { status: on ? 'ok' : 'note', finding: findings.secretAccess(on) };
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

/** Only the My Domain host issues tokens for client credentials. The practice org has none; a person vouches for other hosts. */
function myDomain({ instanceUrl, isPractice, name }: SalesforceOrg): Finding {
  const url = new URL(instanceUrl);
  const { host, hostname } = url;
  if (isPractice || isMyDomain(hostname) || hostKind(url) === 'other') return { status: 'ok', finding: host };
  throw reason('NotMyDomain', { host, org: name });
}

function permissions(org: SalesforceOrg, report: PermissionReport, dryRun: boolean): Finding {
  const needed = dryRun
    ? (['ExternalClientAppAdmin'] as const)
    : (['ExternalClientAppDeveloper', 'ViewClientSecret'] as const);
  mustHave(org, report, ['ModifyMetadata', ...needed]);
  if (report.missing.has('ManageUsers')) return { status: 'note', finding: findings.frozenUnseen };
  return { status: 'ok', finding: findings.permitted };
}
