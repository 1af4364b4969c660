import { noText, outsideText } from '../../plain/outside-text.ts';
import type { DeployProgress } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import type { OrgConnection } from './connection.ts';
import { manifest, membersOf, zipPackage } from './package-zip.ts';
import { pollDelays } from './poll-delays.ts';
import { isJwt } from './session.ts';
import { isUpstream } from './soql.ts';
import { asyncResult, type DeployResult, deployResult, restDeployStatus } from './wire/metadata.ts';

const permission = 'ModifyMetadata';
/** A package takes longer to send and accept than an ordinary call. */
const sendDeadlineMs = 120_000;
const waitMs = 5 * 60_000;

export interface Package {
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
  readonly members: readonly { readonly type: string; readonly fullName: string }[];
  readonly checkOnly: boolean;
  readonly ignoreWarnings?: boolean | undefined;
  readonly version?: string | undefined;
}

/**
 * Sends the package once. Sends no test level: without Apex in the package no tests run. Uses the REST resource with a JWT
 * access token, because SOAP refuses these before version 68.
 */
export async function startDeploy(org: OrgConnection, request: Package): Promise<string> {
  const packageXml = manifest(membersOf(request.members), request.version ?? org.apiVersion);
  const zip = Buffer.from(zipPackage(request.files, packageXml));
  // In the order of the API's schema, which a SOAP endpoint may require.
  const options = {
    allowMissingFiles: false,
    checkOnly: request.checkOnly,
    ignoreWarnings: request.ignoreWarnings ?? false,
    rollbackOnError: true,
    singlePackage: true,
  };
  // A check changes nothing, so nobody has to wait for its answer.
  const kind = request.checkOnly ? 'read-once' : 'change';
  const sending = { call: 'deploy', kind, deadlineMs: sendDeadlineMs, permission } as const;
  const usesRest = isJwt(await org.session.accessToken());
  return org.run(async ({ metadata }) => {
    const answer = usesRest ? metadata.deployRest(zip, options) : metadata.deploy(zip, options);
    return asyncResult.parse(await answer).id;
  }, sending);
}

export async function deployStatus(org: OrgConnection, id: string): Promise<DeployProgress> {
  const call = { call: 'deploy-status', kind: 'read', permission } as const;
  const usesRest = isJwt(await org.session.accessToken());
  const result = await org.run(async (jsforce) => {
    if (!usesRest) return deployResult.parse(await jsforce.metadata.checkDeployStatus(id, true));
    const path = `/metadata/deployRequest/${encodeURIComponent(id)}?includeDetails=true`;
    return restDeployStatus.parse(await jsforce.requestGet(path)).deployResult;
  }, call);
  return progressOf(result);
}

/** @throws DeployStillRunning after five minutes. The deploy continues in the org. */
export async function waitForSettingDeploy(org: OrgConnection, id: string): Promise<DeployProgress> {
  for (const delayMs of pollDelays(waitMs)) {
    await org.pause(delayMs);
    const progress = await deployStatus(org, id);
    if (progress.done) return progress;
  }
  throw reason('DeployStillRunning', { id, minutes: waitMs / 60_000 });
}

/** REST first: the schema and the clients disagree about the name of the id element in the SOAP call. */
export async function cancelDeploy(org: OrgConnection, id: string): Promise<void> {
  const call = { call: 'cancel-deploy', kind: 'change', permission } as const;
  const path = `/metadata/deployRequest/${encodeURIComponent(id)}`;
  try {
    await org.run((jsforce) => jsforce.requestPatch(path, { deployResult: { status: 'Canceling' } }), call);
  } catch (error) {
    if (!isUpstream(error, /^(NOT_FOUND|METHOD_NOT_ALLOWED|HTTP_404|HTTP_405)$/)) throw error;
    await org.run((jsforce) => jsforce.metadata.cancelDeploy(id), call);
  }
}

/** Skips the row for the manifest, which has no type and is not a component. */
function progressOf(result: DeployResult): DeployProgress {
  const failures = result.details.componentFailures
    .filter(({ problemType }) => problemType !== 'Warning' && problemType !== 'Info')
    .map((row) => ({
      component: outsideText(row.fullName, 200),
      type: row.componentType,
      problem: outsideText(row.problem || answerProblems.noReason),
    }));
  if (failures.length === 0 && result.errorMessage) {
    const problem = outsideText([result.errorMessage, result.errorStatusCode].filter(Boolean).join(' '));
    failures.push({ component: outsideText('package.xml'), type: noText, problem });
  }
  return {
    id: result.id,
    status: result.status,
    done: result.done,
    checkOnly: result.checkOnly,
    componentsDone: result.numberComponentsDeployed + result.numberComponentErrors,
    componentsTotal: result.numberComponentsTotal,
    components: result.details.componentSuccesses
      .filter(({ componentType }) => componentType !== '')
      .map((row) => ({ component: row.fullName, type: row.componentType, changed: row.changed })),
    failures,
    canceledBy: outsideText(result.canceledByName || result.canceledBy, 200) || null,
    detail: outsideText(result.stateDetail) || null,
  };
}
