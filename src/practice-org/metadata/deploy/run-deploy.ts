import type { OrgModel } from '../../model/org.ts';
import type { Caller } from '../caller.ts';
import { ComponentProblem } from '../component/problem.ts';
import { addDefaultPolicies } from './default-policies.ts';
import { deleteComponent } from './delete-component.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { DeployPackage, DeployUnit, ManifestRow } from './deploy-package.ts';
import { type DeployRow, errorRow, successRow } from './deploy-rows.ts';
import { OrgDraft } from './draft.ts';
import { putComponent } from './put-component.ts';
import type { PutContext } from './put-context.ts';

export interface DeployRun {
  readonly org: OrgModel;
  readonly caller: Caller;
  readonly package: DeployPackage;
  readonly options: DeployOptions;
  /** End of the deploy, in epoch ms. Its changes get this time. */
  readonly at: number;
}

export interface DeployOutcome {
  readonly status: 'Succeeded' | 'SucceededPartial' | 'Failed';
  readonly rows: readonly DeployRow[];
  readonly componentsDeployed: number;
  readonly componentErrors: number;
}

/**
 * Runs a package on a draft of the org. The draft is dropped if the deploy is check-only, or fails and rolls back. A failed
 * deploy without rollback keeps its good components.
 */
export function runDeploy(run: DeployRun): DeployOutcome {
  const draft = new OrgDraft(run.org, { at: run.at, byUserId: run.caller.user.id });
  const { ignoreWarnings } = run.options;
  const context: PutContext = { draft, caller: run.caller, version: run.package.version, ignoreWarnings };
  const manifests = manifestRows(run.package.manifests);
  const refused = manifests.some((row) => !row.success);
  const components = refused ? [] : run.package.units.map((unit) => runUnit(context, unit));
  for (const app of draft.touchedApps()) addDefaultPolicies(context, app);
  const rows = [...components, ...manifests, ...missingTests(run.options)];
  const errors = rows.filter((row) => !row.success).length;
  const kept = errors === 0 || !run.options.rollbackOnError;
  if (kept && !run.options.checkOnly && !refused) draft.commit();
  const partial = errors > 0 && !run.options.rollbackOnError && components.length > errors;
  return {
    status: errors === 0 ? 'Succeeded' : partial ? 'SucceededPartial' : 'Failed',
    rows,
    componentsDeployed: kept ? components.length - Math.min(errors, components.length) : 0,
    componentErrors: errors,
  };
}

function runUnit(context: PutContext, unit: DeployUnit): DeployRow {
  const named = { componentType: unit.type.xmlName, fullName: unit.fullName, fileName: unit.fileName };
  try {
    if (unit.problem) throw unit.problem;
    if (unit.action === 'delete') {
      const { id, warning } = deleteComponent(context, unit.type, unit.fullName);
      return successRow(named, { changed: id !== null, deleted: id !== null, id, warning });
    }
    if (!unit.element) throw new ComponentProblem('The file is empty', 'INVALID_FIELD');
    const result = putComponent(context, unit.type, { fullName: unit.fullName, element: unit.element });
    return successRow(named, { ...result, id: result.id === '' ? null : result.id });
  } catch (error) {
    if (!(error instanceof ComponentProblem)) throw error;
    return errorRow(named, error);
  }
}

/** The org has no Apex classes, so it has none of the tests that the deploy names. */
function missingTests({ testLevel, runTests = [] }: DeployOptions): DeployRow[] {
  if (testLevel !== 'RunSpecifiedTests') return [];
  return runTests.map((fullName) =>
    errorRow(
      { componentType: 'ApexClass', fullName, fileName: '' },
      new ComponentProblem(`no ApexClass named ${fullName} found`, 'INVALID_CROSS_REFERENCE_KEY'),
    ),
  );
}

function manifestRows(manifests: readonly ManifestRow[]): DeployRow[] {
  const named = (fileName: string) => ({ componentType: '', fullName: fileName, fileName });
  const bad = manifests.flatMap(({ fileName, problem }) => (problem ? [errorRow(named(fileName), problem)] : []));
  if (bad.length > 0) return bad;
  return manifests.map(({ fileName }) => successRow(named(fileName), { changed: true, id: null }));
}
