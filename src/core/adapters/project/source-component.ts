import { posix } from 'node:path';
import { componentPlaces } from '../../external-client-app/component-path.ts';
import { type ComponentRef, type ComponentType, componentTypes } from '../../model/app.ts';

/**
 * Folders whose whole content belongs to a component of another type, wherever they are in a path: those of the types that the
 * Metadata API registry calls strict and whose components are folders.
 */
export const foldersOfOthers: ReadonlySet<string> = new Set([
  'aiAgentDefinitionVersions',
  'aiAuthoringBundles',
  'appTemplates',
  'aura',
  'contentTypes',
  'documents',
  'experiencePropertyTypeBundles',
  'experiences',
  'genAiFunctions',
  'genAiPlannerBundles',
  'integArtifactDefs',
  'lightningTypes',
  'lwc',
  'staticresources',
  'uiBundles',
  'uiWidgets',
  'waveTemplates',
]);

/** As the Salesforce CLI reads it: what follows `-meta.xml` doesn't matter, so a copy like `…-meta.xml.orig` counts. */
const sourceName = /(.+)\.(.+)-meta\.xml/;
const packageName = /(.+)\.(.+)/;

/**
 * The component of a source file, found as the Salesforce CLI finds it: by the suffix alone, or, in the format of a package, by
 * suffix and folder.
 * @param path relative to the project, with slashes
 */
export function componentOfSource(path: string): ComponentRef | null {
  const name = posix.basename(path);
  const folders = posix.dirname(path).split('/');
  if (folders.some((folder) => foldersOfOthers.has(folder))) return null;
  // Email services have the suffix `xml`.
  if (name.endsWith('xml') && folders.includes('emailservices')) return null;
  const inSource = refOf(sourceName.exec(name));
  if (inSource) return inSource;
  const inPackage = refOf(packageName.exec(name));
  return inPackage && folders.at(-1) === componentPlaces[inPackage.type].folder ? inPackage : null;
}

function refOf(match: RegExpExecArray | null): ComponentRef | null {
  const [, fullName, suffix] = match ?? [];
  const type = typeOf(suffix);
  return type && fullName ? { type, fullName } : null;
}

function typeOf(suffix: string | undefined): ComponentType | undefined {
  return componentTypes.find((type) => componentPlaces[type].suffix === suffix);
}
