import { type AppComponents, appOf } from '../external-client-app/components.ts';
import { flowFlag, flowUser, rotationFlags } from '../external-client-app/file-edit.ts';
import { elementText, tryReading } from '../external-client-app/metadata-xml.ts';
import { reason } from '../reasons/errors.ts';
import { metadataProblems } from '../words/app-problems.ts';
import type { DamagedFile, Project, ProjectFile } from './project.ts';

/** Fields that Salesforce's help article puts into the app's policies. That type doesn't have them. */
export const misplaced = [flowFlag, flowUser] as const;

interface Sorted {
  readonly own: readonly ProjectFile[];
  /** They may belong to any app. */
  readonly damaged: readonly DamagedFile[];
}

/** The project's files that belong to an app. Each file names its app. A file that can't be read counts as one of another app. */
export function filesOfApp(project: Project, app: string): readonly ProjectFile[] {
  return sorted(project, app).own;
}

/**
 * The files of an app, and those of other apps that can't be read.
 * @throws MetadataUnreadable, ProjectUnreadable for a file of the app that can't be read
 */
export function readableFilesOf(project: Project, app: string, inOrg: AppComponents): Sorted {
  const { own, damaged } = sorted(project, app);
  const mine = damaged.find((file) => isOf(file, app, inOrg));
  if (!mine) return { own, damaged };
  const path = `${project.root}/${mine.source}`;
  if (mine.content === null) throw reason('ProjectUnreadable', { path, problem: mine.problem });
  throw reason('MetadataUnreadable', { file: path, problem: mine.problem, isSource: true });
}

/** Files with the help article's fields in a place where they have no effect. */
export function misplacedIn(project: Project, app: string): readonly ProjectFile[] {
  return filesOfApp(project, app).filter(
    (file) =>
      file.type === 'ExtlClntAppConfigurablePolicies' && misplaced.some((field) => elementText(file, field) !== null),
  );
}

function sorted(project: Project, app: string): Sorted {
  const own: ProjectFile[] = [];
  const damaged = [...project.damaged];
  for (const file of project.files) {
    const problem = problemOf(file.content) ?? problemOf(file.onDisk);
    if (problem !== null) damaged.push({ ...file, problem, content: file.onDisk });
    else if (isSameApp(appOf(file) ?? '', app, project)) own.push(file);
  }
  return { own, damaged };
}

/** Elements that keyturn reads or sets, each at most once in a file. */
const single = new Set<string>([
  ...misplaced,
  ...rotationFlags,
  'certificate',
  'consumerKey',
  'consumerSecret',
  'externalClientApplication',
  'oauthLink',
  'orgScopedExternalApp',
]);

function problemOf(content: Uint8Array): string | null {
  const read = tryReading(content);
  if ('problem' in read) return read.problem;
  for (const [name, elements] of Map.groupBy(read.elements, (element) => element.name)) {
    if (!single.has(name)) continue;
    if (elements.length > 1) return metadataProblems.repeated(elements.length, name);
    if (elements[0]?.children.length) return metadataProblems.nested(name);
  }
  return null;
}

/** Whether a file that can't be read is one of the app's: by its name in the org, or because it mentions the app. */
function isOf({ type, fullName, content }: DamagedFile, app: string, inOrg: AppComponents): boolean {
  const isNamed = Object.values(inOrg).some((one) => one?.type === type && one.fullName === fullName);
  if (isNamed || content === null) return isNamed;
  const text = new TextDecoder('latin1').decode(content).replaceAll('\0', '').toLowerCase();
  return text.split(/[<>]/).some((part) => part.trim().split('__').at(-1) === app.toLowerCase());
}

/** Salesforce ignores case in developer names, and a file may name the project's namespace. */
function isSameApp(named: string, app: string, { namespace }: Project): boolean {
  const bare = (name: string) => {
    const lower = name.toLowerCase();
    const prefix = `${namespace?.toLowerCase()}__`;
    return namespace && lower.startsWith(prefix) ? lower.slice(prefix.length) : lower;
  };
  return bare(named) === bare(app);
}
