import type { AppComponents } from '../external-client-app/components.ts';
import { isOn, rotationFlags, withoutSecret } from '../external-client-app/file-edit.ts';
import { type FlowPlan, type FlowPlanRequest, planFlow } from '../external-client-app/flow-plan.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import type { ComponentRef, FieldChange, MetadataFile } from '../model/app.ts';
import { isSameId } from '../plain/ids.ts';
import { reason } from '../reasons/errors.ts';
import { projectProblems } from '../words/app-problems.ts';
import { misplacedIn, readableFilesOf } from './app-sources.ts';
import { manifestEdit } from './manifest-edit.ts';
import { changesOf } from './org-difference.ts';
import type { Project, ProjectFile } from './project.ts';
import { flowEdit, moveMisplaced, newSource, type SourceEdit } from './source-edits.ts';

export interface ProjectPlan {
  readonly flow: FlowPlan;
  readonly edits: readonly SourceEdit[];
  /** Relative to the project's root. Deploying it does what the plan does. Null if no manifest can. */
  readonly manifest: string | null;
}

/** `components` come from the org. */
export interface ProjectPlanRequest extends Omit<FlowPlanRequest, 'isPackaged'> {
  readonly orgId: string;
  readonly project: Project;
  /** Whether the person agreed to move fields out of the wrong file. */
  readonly movesMisplaced: boolean;
  readonly apiVersion: string;
}

/**
 * Plans the flow in the files of a project: edits them, and deploys those that the org needs for the flow. Other differences
 * from the org in the deployed files are deployed with them, so they are listed as changes. If the org needs nothing, nothing is deployed,
 * and a file with other differences stays as it is.
 * @throws ComponentAmbiguous, ComponentMissing, ProjectFileForeign, ProjectFieldsMisplaced, MetadataUnreadable, ProjectUnreadable
 */
export function planProject(request: ProjectPlanRequest): ProjectPlan {
  const { app, project, components, executionUser, certificate, movesMisplaced } = request;
  const { own, damaged } = readableFilesOf(project, app, components);
  const global = only(request, own, 'ExtlClntAppGlobalOauthSettings');
  const policy = only(request, own, 'ExtlClntAppOauthConfigurablePolicies');
  for (const file of own) refuseForeign(file, request.orgId);
  const usual = { app, isPackaged: false, executionUser, certificate };
  const inOrg = planFlow({ ...usual, components });
  const merged = { ...components, global: global ?? components.global, oauthPolicy: policy ?? components.oauthPolicy };
  // Global settings that only the project gets right aren't deployed, so their certificate doesn't matter.
  const isGlobalDeployed = inOrg.changes.some(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
  const inProject = planFlow({ ...usual, components: merged, certificate: isGlobalDeployed ? certificate : 'none' });
  const planned = (file: MetadataFile) => withoutSecret(inProject.files.find(({ path }) => path === file.path) ?? file);
  const files = inOrg.files.map((file) => {
    const source = [merged.global, merged.oauthPolicy].find((one) => one?.type === file.type);
    return source ? planned(source) : file;
  });
  const isSettled = inOrg.changes.length === 0;
  const differing = isSettled && policy ? changesOf(planned(policy), components.oauthPolicy) : [];
  const { written, left, isCreating, warnings } = placesOf(project, own, files);
  const edits = [
    ...(differing.length > 0 ? [] : [global, policy].flatMap((file) => flowEdit(file, executionUser))),
    ...moveMisplaced(misplacedIn(project, app), movesMisplaced),
    ...written,
  ];
  const settled = policy && differing.length === 0 ? [planned(policy)] : [];
  const listed = (isSettled ? settled : files).filter((file) => !left.includes(file));
  const isAsInOrg = (ref: ComponentRef) => {
    const file = own.find((one) => one.type === ref.type && one.fullName === ref.fullName);
    const before = Object.values(components).find((one: MetadataFile | null) => one?.type === ref.type) ?? null;
    // The org hides some of the global settings.
    if (!file || !before || ref.type === 'ExtlClntAppGlobalOauthSettings') return false;
    const moved = file === policy ? undefined : edits.find(({ source }) => source === file.source);
    return changesOf(moved ? { ...file, content: moved.after } : planned(file), before).length === 0;
  };
  const usualManifest = { app, project, apiVersion: request.apiVersion, files: listed, isAsInOrg };
  const manifest =
    listed.length === 0
      ? null
      : manifestEdit({ ...usualManifest, makesFiles: isCreating, isChanged: edits.length + files.length > 0 });
  const flow = {
    ...inOrg,
    ...(manifest?.version ? { version: manifest.version } : {}),
    files,
    changes: files.flatMap((file) => changesOf(file, partOf(components, file.type))),
    needsCertificateAnswer: inOrg.needsCertificateAnswer || inProject.needsCertificateAnswer,
    warnings: [
      ...new Set([
        ...inProject.warnings,
        ...gitWarnings(project, own, edits),
        ...damaged.map(({ source, problem }) => projectProblems.damaged(source, problem)),
        ...warnings,
        ...(policy && differing.length > 0 ? [differsWarning(policy, differing)] : []),
      ]),
    ],
  };
  return { flow, edits: [...edits, ...(manifest?.edit ?? [])], manifest: manifest?.source ?? null };
}

/** Where the files to deploy go in the project, and which of them no deploy of the project may name. */
function placesOf(project: Project, own: readonly ProjectFile[], files: readonly MetadataFile[]) {
  const known = (file: MetadataFile) => own.find(({ path }) => path === file.path);
  const created = files.filter((file) => !known(file)).map((file) => ({ file, edit: newSource(project, own, file) }));
  const ignored = created.filter(({ edit }) => project.ignores(edit.source)).map(({ file }) => file);
  const clearing = files.filter((file) => {
    const source = known(file);
    return (
      elementText(file, 'certificate') && !(source && elementText(source, 'certificate')) && !ignored.includes(file)
    );
  });
  return {
    written: created.filter(({ file }) => !ignored.includes(file)).map(({ edit }) => edit),
    left: [...ignored, ...clearing],
    isCreating: created.length > 0,
    warnings: [
      ...ignored.map(({ fullName }) => projectProblems.ignored(fullName)),
      ...clearing.map(({ fullName }) => projectProblems.clearsCertificate(fullName)),
    ],
  };
}

function differsWarning({ source }: ProjectFile, changes: readonly FieldChange[]): string {
  return projectProblems.differs(source, [...new Set(changes.map(({ field }) => field))]);
}

/** The only file of a type. It must have the same name as in the org, or the deploy would create a second component. */
function only({ app, components }: ProjectPlanRequest, files: readonly ProjectFile[], type: ComponentRef['type']) {
  const found = files.filter((file) => file.type === type);
  const inOrg = partOf(components, type);
  const [file, second] = found;
  if (second) throw reason('ComponentAmbiguous', { app, type, names: found.map(({ source }) => source) });
  if (file && inOrg && file.fullName !== inOrg.fullName) {
    const names = projectProblems.twoNames(file.source, inOrg.fullName);
    throw reason('ComponentAmbiguous', { app, type, names });
  }
  return file ?? null;
}

function partOf(components: AppComponents, type: ComponentRef['type']): MetadataFile | null {
  return [components.global, components.oauthPolicy].find((file) => file?.type === type) ?? null;
}

/** Refuses a file that would replace the credentials or belongs to another org. @throws ProjectFileForeign */
function refuseForeign(file: ProjectFile, orgId: string): void {
  for (const flag of rotationFlags) {
    if (!isOn(file, flag)) continue;
    throw reason('ProjectFileForeign', { file: file.source, ...projectProblems.rotates(flag) });
  }
  for (const link of ['oauthLink', 'orgScopedExternalApp']) {
    const owner = elementText(file, link)?.split(':')[0] ?? '';
    if (owner === '' || isSameId(owner, orgId)) continue;
    throw reason('ProjectFileForeign', { file: file.source, ...projectProblems.foreign(link, owner) });
  }
}

function gitWarnings(project: Project, own: readonly ProjectFile[], edits: readonly SourceEdit[]): readonly string[] {
  const global = own.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
  const made = edits.find(({ source }) => source.endsWith('.ecaGlblOauth-meta.xml'));
  const source = global?.source ?? made?.source;
  if (!source || !project.isInGit) return [];
  return [projectProblems.inGit(source, global !== undefined && elementText(global, 'consumerKey') !== null)];
}
