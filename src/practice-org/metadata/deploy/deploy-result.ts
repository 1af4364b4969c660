import { restInstant } from '../../http/message.ts';
import { type DeployRecord, hasEnded, isSuccess } from '../../model/deploy-record.ts';
import type { OrgModel } from '../../model/org.ts';
import { type DeployRow, rowFields } from './deploy-rows.ts';

/** First API version with the size of the zip in results. */
const SIZES_SINCE = 64;

export interface ResultView {
  readonly details: boolean;
  readonly version: number;
  /** SOAP and REST write dates differently. */
  readonly date: (at: number | null) => string | null;
}

/**
 * A deploy as checkDeployStatus and the REST resource show it, with elements in the order of the WSDL. While the deploy
 * runs, only failed rows are shown.
 */
export function deployResult(org: OrgModel, deploy: DeployRecord, view: ResultView) {
  const { options } = deploy;
  const ended = hasEnded(deploy);
  const canceledBy = deploy.canceledById;
  return {
    canceledBy,
    canceledByName: canceledBy === null ? null : org.nameOfUser(canceledBy),
    checkOnly: options.checkOnly,
    completedDate: view.date(deploy.completedAt),
    createdBy: deploy.createdById,
    createdByName: org.nameOfUser(deploy.createdById),
    createdDate: view.date(deploy.createdAt),
    details: view.details ? details(deploy, ended, view) : null,
    done: ended,
    errorMessage: null,
    errorStatusCode: null,
    id: deploy.id,
    ignoreWarnings: options.ignoreWarnings,
    lastModifiedDate: view.date(deploy.modifiedAt),
    numberComponentErrors: deploy.componentErrors,
    numberComponentsDeployed: deploy.componentsDeployed,
    numberComponentsTotal: deploy.status === 'Pending' ? 0 : deploy.componentsTotal,
    ...(view.version >= SIZES_SINCE ? { numberFiles: deploy.numberFiles } : {}),
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: false,
    startDate: view.date(deploy.startedAt),
    stateDetail: null,
    status: deploy.status,
    success: isSuccess(deploy),
    ...(view.version >= SIZES_SINCE ? { zipSize: deploy.zipSize } : {}),
  };
}

function details(deploy: DeployRecord, ended: boolean, view: ResultView) {
  const date = view.date(deploy.completedAt ?? deploy.modifiedAt) ?? '';
  const rows = (wanted: (row: DeployRow) => boolean) => deploy.rows.filter(wanted).map((row) => rowFields(row, date));
  return {
    componentFailures: rows((row) => !row.success),
    componentSuccesses: ended ? rows((row) => row.success) : [],
    runTestResult: NO_TESTS,
  };
}

/** The org has no code to test. */
const NO_TESTS = {
  codeCoverage: [],
  codeCoverageWarnings: [],
  failures: [],
  flowCoverage: [],
  flowCoverageWarnings: [],
  numFailures: 0,
  numTestsRun: 0,
  successes: [],
  totalTime: 0,
};

/** `2026-11-23T10:00:05.000Z`, or null. */
export function soapDate(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** `2026-11-23T10:00:05.000+0000`, or null. */
export function restDate(at: number | null): string | null {
  return at === null ? null : restInstant(at);
}
