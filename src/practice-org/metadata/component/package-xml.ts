import { childrenOf, readXml, textOf, type XmlElement, XmlProblem } from '../xml/read-xml.ts';
import { METADATA_NAMESPACE } from '../xml/write-xml.ts';
import { ComponentProblem } from './problem.ts';

/** The contents of a package.xml, a destructiveChanges.xml or the `unpackaged` of a retrieve. */
export interface PackageManifest {
  readonly types: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** API version, for example 65; null if the manifest has none. */
  readonly version: number | null;
}

const KNOWN = new Set(
  (
    'apiAccessLevel description fullName installDetails namespacePrefix objectPermissions packageType ' +
    'postInstallClass setupWeblink types uninstallClass version'
  ).split(' '),
);

/** @throws {ComponentProblem} for anything that isn't a package manifest */
export function readManifest(source: string): PackageManifest {
  const root = readFile(source);
  if (root.name !== 'Package' || root.namespace !== METADATA_NAMESPACE) {
    throw new ComponentProblem(`Error parsing file: Package expected, found ${root.name}`, 'INVALID_FIELD', root);
  }
  return manifestOf(root);
}

/** Like {@link readManifest}, for a parsed element of any name. */
export function manifestOf(root: XmlElement): PackageManifest {
  const stranger = root.children.find((child) => !KNOWN.has(child.name));
  if (stranger) {
    const name = `{${stranger.namespace}}${stranger.name}`;
    throw new ComponentProblem(`Element ${name} invalid at this location in type Package`, 'INVALID_FIELD', stranger);
  }
  const types = childrenOf(root, 'types').map((type) => ({
    name: textOf(type, 'name') ?? '',
    members: [...new Set(childrenOf(type, 'members').map((member) => member.text))].filter((name) => name !== ''),
  }));
  return { types, version: readVersion(root) };
}

function readVersion(root: XmlElement): number | null {
  const text = textOf(root, 'version');
  if (text === null || text === '') return null;
  if (/^\d{1,3}(?:\.0)?$/.test(text)) return Number.parseInt(text, 10);
  throw new ComponentProblem(`Invalid version specified:${text}`, 'INVALID_FIELD', root);
}

/** Parses a metadata file. @throws {ComponentProblem} in Salesforce's wording */
export function readFile(source: string): XmlElement {
  try {
    return readXml(source);
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    throw new ComponentProblem(`Error parsing file: ${error.message}`, 'INVALID_FIELD', error);
  }
}
