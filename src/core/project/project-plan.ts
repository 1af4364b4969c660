import { compareAfter } from '../external-client-app/compare-after.ts';
import { componentPlaces } from '../external-client-app/component-path.ts';
import { type AppComponents, appOf } from '../external-client-app/components.ts';
import {
  changeOf,
  flowFlag,
  flowUser,
  isOn,
  newChanges,
  rotationFlags,
  sameUsername,
  withoutSecret,
} from '../external-client-app/file-edit.ts';
import { type FlowPlan, type FlowPlanRequest, planFlow } from '../external-client-app/flow-plan.ts';
import { removeElementOf, setElementOf } from '../external-client-app/metadata-edit.ts';
import { elementText, readElements } from '../external-client-app/metadata-xml.ts';
import type { ComponentRef, FieldChange, MetadataFile } from '../model/app.ts';
import { isSameId } from '../plain/ids.ts';
import { reason } from '../reasons/errors.ts';
import { projectProblems } from '../words/app-problems.ts';
import { extendManifest, membersOfManifest, newManifest } from './manifest.ts';
import type { Project, ProjectFile } from './project.ts';

/** A file of the project as it will be. `before` is null for a new file. */
export interface SourceEdit {
  readonly source: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array;
}

export interface ProjectPlan {
  readonly flow: FlowPlan;
  readonly edits: readonly SourceEdit[];
  /** Relative to the project's root. */
  readonly manifest: string;
}

/** `components` come from the org. */
export interface ProjectPlanRequest extends Omit<FlowPlanRequest, 'isPackaged'> {
  readonly orgId: string;
  readonly project: Project;
  /** Whether the person agreed to move fields out of the wrong file. */
  readonly movesMisplaced: boolean;
  readonly apiVersion: string;
}

/** Fields that Salesforce's help article puts into the app's policies. That type doesn't have them. */
const misplaced = [flowFlag, flowUser] as const;

/** The project's files that belong to an app. Each file names its app. @throws MetadataUnreadable */
export function filesOfApp({ files }: Project, app: string): readonly ProjectFile[] {
  return files.filter((file) => appOf(file)?.toLowerCase() === app.toLowerCase());
}

/** Files with the help article's fields in a place where they have no effect. */
export function misplacedIn(project: Project, app: string): readonly ProjectFile[] {
  return filesOfApp(project, app).filter(
    (file) =>
      file.type === 'ExtlClntAppConfigurablePolicies' && misplaced.some((field) => elementText(file, field) !== null),
  );
}

/**
 * Plans the flow in the files of a project: edits them, and deploys those that the org needs for the flow. Other differences
 * from the org in the deployed files are deployed with them, so they are listed as changes.
 * @throws ComponentAmbiguous, ComponentMissing, ProjectFileForeign, ProjectFieldsMisplaced, MetadataUnreadable
 */
export function planProject(request: ProjectPlanRequest): ProjectPlan {
  const { app, project, components, executionUser, certificate } = request;
  const own = filesOfApp(project, app);
  const global = only(request, own, 'ExtlClntAppGlobalOauthSettings', components.global);
  const policy = only(request, own, 'ExtlClntAppOauthConfigurablePolicies', components.oauthPolicy);
  for (const file of own) refuseForeign(file, request.orgId);
  const moved = moveMisplaced(request);
  const usual = { app, isPackaged: false, executionUser, certificate };
  const inOrg = planFlow({ ...usual, components });
  const merged = { ...components, global: global ?? components.global, oauthPolicy: policy ?? components.oauthPolicy };
  const inProject = planFlow({ ...usual, components: merged });
  const target = (file: MetadataFile | null) =>
    file && withoutSecret(inProject.files.find(({ path }) => path === file.path) ?? file);
  const files = inOrg.files.flatMap((file) => target(partOf(merged, file.type)) ?? file);
  const edits = [
    ...[global, policy].flatMap((file) => editOf(file, executionUser)),
    ...moved,
    ...files.flatMap((file) => (own.some(({ path }) => path === file.path) ? [] : [newSource(project, file)])),
  ];
  const { edit, source } = manifestEdit(
    request,
    files.length > 0 ? files : [merged.oauthPolicy].filter((one) => one !== null),
  );
  const flow = {
    ...inOrg,
    files,
    changes: files.flatMap((file) => changesOf(file, partOf(components, file.type))),
    needsCertificateAnswer: inOrg.needsCertificateAnswer || inProject.needsCertificateAnswer,
    warnings: [...new Set([...inProject.warnings, ...warningsOf(project, own, edits)])],
  };
  return { flow, edits: [...edits, ...edit], manifest: source };
}

/** The only file of a type. It must have the same name as in the org, or the deploy would create a second component. */
function only(
  { app }: ProjectPlanRequest,
  files: readonly ProjectFile[],
  type: ComponentRef['type'],
  inOrg: MetadataFile | null,
) {
  const found = files.filter((file) => file.type === type);
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

/** @throws ProjectFieldsMisplaced until the person agrees */
function moveMisplaced({ project, app, movesMisplaced }: ProjectPlanRequest): readonly SourceEdit[] {
  return misplacedIn(project, app).map((file) => {
    if (!movesMisplaced) throw reason('ProjectFieldsMisplaced', { file: file.source });
    let content = file.content;
    for (const field of misplaced) content = removeElementOf({ path: file.source, content }, field);
    return { source: file.source, before: file.content, after: content };
  });
}

/** Changes only the flow's elements on disk. Other adjustments for the deploy don't belong in the project. */
function editOf(file: ProjectFile | null, executionUser: string): readonly SourceEdit[] {
  if (!file) return [];
  let content: Uint8Array = file.content;
  const set = (field: string, value: string) => {
    content = setElementOf({ path: file.source, content }, field, value);
  };
  if (!isOn(file, flowFlag)) set(flowFlag, 'true');
  const isPolicy = file.type === 'ExtlClntAppOauthConfigurablePolicies';
  if (isPolicy && !sameUsername(elementText(file, flowUser), executionUser)) set(flowUser, executionUser);
  return content === file.content ? [] : [{ source: file.source, before: file.content, after: content }];
}

/** A new project file, without the certificate, the credentials, and elements that belong to one org. */
function newSource({ newSources }: Project, file: MetadataFile): SourceEdit {
  const { folder, suffix } = componentPlaces[file.type];
  const source = `${newSources}/${folder}/${file.fullName}.${suffix}-meta.xml`;
  let after = file.content;
  for (const field of ['certificate', 'consumerKey', 'consumerSecret', 'oauthLink', 'orgScopedExternalApp']) {
    after = removeElementOf({ path: source, content: after }, field);
  }
  return { source, before: null, after };
}

/**
 * Extends the project's manifest if it names only this app. With other components, deploying it would change more than the
 * person approved, so a separate manifest is written beside it.
 */
function manifestEdit(
  { project, app, apiVersion }: ProjectPlanRequest,
  files: readonly MetadataFile[],
): { readonly edit: readonly SourceEdit[]; readonly source: string } {
  const inProject = filesOfApp(project, app);
  const makesFiles = files.some(({ path }) => !inProject.some((one) => one.path === path));
  const own = new Set([...inProject, ...files].map(({ type, fullName }) => `${type} ${fullName}`));
  const isOurs = ({ source, content }: Project['manifests'][number]) =>
    membersOfManifest({ path: source, content }).every(({ type, fullName }) => own.has(`${type} ${fullName}`)) &&
    !(makesFiles && isOlder(elementText({ path: source, content }, 'version'), apiVersion));
  // A newly retrieved file has elements that older API versions don't know.
  const version = makesFiles ? apiVersion : (project.apiVersion ?? apiVersion);
  const usual = project.manifests.filter(({ source }) => !source.startsWith('package-'));
  const apart = `package-${app}.xml`;
  const known = usual.find(isOurs) ?? project.manifests.find(({ source }) => source === apart);
  if (!known) {
    const source = usual.length > 0 ? apart : 'package.xml';
    return { edit: [{ source, before: null, after: newManifest(files, version) }], source };
  }
  const { source, content } = known;
  const after = isOurs(known) ? extendManifest({ path: source, content }, files) : newManifest(files, version);
  return { edit: after === content ? [] : [{ source, before: content, after }], source };
}

function isOlder(version: string | null, than: string): boolean {
  return version !== null && Number.parseFloat(version) < Number.parseFloat(than);
}

/** What the deploy changes in the org, element by element, including elements it resets because the file lacks them. */
function changesOf(file: MetadataFile, inOrg: MetadataFile | null): readonly FieldChange[] {
  if (!inOrg) return newChanges(file);
  const set = compareAfter([file], [inOrg]).flatMap(({ field, expected, actual }) =>
    field === null || expected === null ? [] : [changeOf(file, field, { from: actual, to: expected })],
  );
  const kept = new Set(readElements(file).elements.map(({ name }) => name));
  const reset = readElements(inOrg).elements.filter(
    ({ name, text }) => !kept.has(name) && !hiddenOrOwn.has(name) && text.trim() !== 'false' && text.trim() !== '',
  );
  return [...set, ...reset.map(({ name, text }) => changeOf(file, name, { from: text, to: '' }))];
}

/** Elements that the org fills in, whatever the file says. */
const hiddenOrOwn = new Set(['consumerKey', 'consumerSecret', 'label', 'oauthLink', 'orgScopedExternalApp']);

function warningsOf(project: Project, own: readonly ProjectFile[], edits: readonly SourceEdit[]): readonly string[] {
  const global = own.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
  const made = edits.find(({ source }) => source.endsWith('.ecaGlblOauth-meta.xml'));
  const source = global?.source ?? made?.source;
  if (!source || !project.isInGit) return [];
  return [projectProblems.inGit(source, global !== undefined && elementText(global, 'consumerKey') !== null)];
}
