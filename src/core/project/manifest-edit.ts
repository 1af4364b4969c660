import { elementText, tryReading } from '../external-client-app/metadata-xml.ts';
import type { ComponentRef, MetadataFile } from '../model/app.ts';
import { extendManifest, membersOfManifest, newManifest } from './manifest.ts';
import type { Project } from './project.ts';
import type { SourceEdit } from './source-edits.ts';

interface ManifestRequest {
  readonly app: string;
  readonly project: Project;
  readonly apiVersion: string;
  /** What the manifest must name. */
  readonly files: readonly MetadataFile[];
  /** Whether the deploy would change nothing in this component of the org. */
  isAsInOrg(component: ComponentRef): boolean;
  /** Whether some of the files are new in the project. */
  readonly makesFiles: boolean;
  /** Whether the project changes at all. For nothing else, no manifest is written. */
  readonly isChanged: boolean;
}

/**
 * Extends the project's manifest if its deploy does the same as keyturn: all that it names beyond the files is as in the org.
 * With other components, deploying it would change more than the person approved, so a separate manifest is written beside it. So is one
 * beside a manifest that can't be read. Null if the project doesn't change and no manifest of it does the same.
 */
export function manifestEdit(request: ManifestRequest): ManifestEdit | null {
  const { app, project, apiVersion, files, makesFiles, isChanged } = request;
  const isFit = ({ source, content }: Readable) =>
    membersOfManifest({ path: source, content }).every((member) => isWanted(member, request)) &&
    !(makesFiles && isOlder(elementText({ path: source, content }, 'version'), apiVersion));
  // A newly retrieved file has elements that older API versions don't know.
  const version = makesFiles ? apiVersion : (project.apiVersion ?? apiVersion);
  const usual = project.manifests.filter(({ source }) => !source.startsWith('package-'));
  const apart = namesApart(app).find((name) => {
    const there = project.manifests.find(({ source }) => source === name);
    return !there || isReadable(there);
  });
  const readable = project.manifests.filter(isReadable);
  const known = usual.filter(isReadable).find(isFit) ?? readable.find(({ source }) => source === apart);
  if (known) {
    const { source, content } = known;
    if (!isFit(known) && !isChanged) return null;
    const after = isFit(known) ? extendManifest({ path: source, content }, files) : newManifest(files, version);
    return { edit: after === content ? [] : [{ source, before: content, after }], source, version: versionOf(after) };
  }
  const source = usual.length > 0 ? apart : 'package.xml';
  if (!isChanged || source === undefined) return null;
  return { edit: [{ source, before: null, after: newManifest(files, version) }], source, version };
}

interface ManifestEdit {
  readonly edit: readonly SourceEdit[];
  readonly source: string;
  /** The API version of its deploy. Undefined if the manifest names none. */
  readonly version: string | undefined;
}

function versionOf(content: Uint8Array): string | undefined {
  return /^\d{2,3}\.0$/.exec(elementText({ path: '', content }, 'version') ?? '')?.[0];
}

/** Names for a manifest of its own. One that can't be read is never replaced. */
function namesApart(app: string): readonly string[] {
  return ['', '-2', '-3', '-4'].map((end) => `package-${app}${end}.xml`);
}

interface Readable {
  readonly source: string;
  readonly content: Uint8Array;
}

function isReadable(manifest: Project['manifests'][number]): manifest is Readable {
  const { content } = manifest;
  return content !== null && !('problem' in tryReading(content));
}

type Member = ReturnType<typeof membersOfManifest>[number];

function isWanted({ type, fullName }: Member, { files, isAsInOrg }: ManifestRequest): boolean {
  if (files.some((file) => file.type === type && file.fullName === fullName)) return true;
  return isAsInOrg({ type: type as ComponentRef['type'], fullName });
}

function isOlder(version: string | null, than: string): boolean {
  return version !== null && Number.parseFloat(version) < Number.parseFloat(than);
}
