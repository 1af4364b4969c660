import { componentPlaces } from '../external-client-app/component-path.ts';
import { flowFlag, flowUser, isOn, sameUsername } from '../external-client-app/file-edit.ts';
import { removeElementOf, setElementOf } from '../external-client-app/metadata-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import type { MetadataFile } from '../model/app.ts';
import { reason } from '../reasons/errors.ts';
import { projectProblems } from '../words/app-problems.ts';
import { misplaced } from './app-sources.ts';
import type { Project, ProjectFile } from './project.ts';

/** A file of the project as it will be. `before` is null for a new file. */
export interface SourceEdit {
  readonly source: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array;
}

/** Changes only the flow's elements on disk. Other adjustments for the deploy don't belong in the project. @throws ProjectFileForeign */
export function flowEdit(file: ProjectFile | null, executionUser: string): readonly SourceEdit[] {
  if (!file) return [];
  let content = file.onDisk;
  const set = (field: string, value: string) => {
    refuseToSet(file, field, value);
    content = setElementOf({ path: file.source, content }, field, value);
  };
  if (!isOn(file, flowFlag)) set(flowFlag, 'true');
  const isPolicy = file.type === 'ExtlClntAppOauthConfigurablePolicies';
  if (isPolicy && !sameUsername(elementText(file, flowUser), executionUser)) set(flowUser, executionUser);
  return content === file.onDisk ? [] : [{ source: file.source, before: file.onDisk, after: content }];
}

/** @throws ProjectFileForeign for a file outside the project, and for a field that the project's `replacements` fill in */
function refuseToSet(file: ProjectFile, field: string, value: string): void {
  const refuse = (why: ReturnType<typeof projectProblems.outside>) =>
    reason('ProjectFileForeign', { file: file.source, ...why });
  if (file.isOutside) throw refuse(projectProblems.outside(field, value));
  const onDisk = elementText({ path: file.source, content: file.onDisk }, field);
  if (onDisk !== elementText(file, field)) throw refuse(projectProblems.replaced(field, value));
}

/** @throws ProjectFieldsMisplaced until the person agrees, ProjectFileForeign for a file outside the project */
export function moveMisplaced(files: readonly ProjectFile[], isAgreed: boolean): readonly SourceEdit[] {
  return files.map((file) => {
    if (!isAgreed) throw reason('ProjectFieldsMisplaced', { file: file.source });
    if (file.isOutside) {
      const why = { ...projectProblems.outside('', ''), cure: projectProblems.removeMisplaced(misplaced) };
      throw reason('ProjectFileForeign', { file: file.source, ...why });
    }
    let after = file.onDisk;
    for (const field of misplaced) after = removeElementOf({ path: file.source, content: after }, field);
    return { source: file.source, before: file.onDisk, after };
  });
}

/**
 * A new project file, without the certificate, the credentials, and elements that belong to one org. It goes beside the app's other
 * files, in the way in which they are sorted into folders.
 */
export function newSource({ newSources }: Project, own: readonly ProjectFile[], file: MetadataFile): SourceEdit {
  const known = own.find(({ isOutside }) => !isOutside);
  const { folder, suffix } = componentPlaces[file.type];
  const source = `${folderFor(newSources, known, folder)}${file.fullName}.${suffix}-meta.xml`;
  let after = file.content;
  for (const field of ['certificate', 'consumerKey', 'consumerSecret', 'oauthLink', 'orgScopedExternalApp']) {
    after = removeElementOf({ path: source, content: after }, field);
  }
  return { source, before: null, after };
}

function folderFor(newSources: string, known: ProjectFile | undefined, folder: string): string {
  if (!known) return `${newSources}/${folder}/`;
  const folders = known.source.split('/').slice(0, -1);
  const isSorted = folders.at(-1) === componentPlaces[known.type].folder;
  return (isSorted ? [...folders.slice(0, -1), folder] : folders).map((one) => `${one}/`).join('');
}
