import type { OrgModel } from '../../model/org.ts';
import { nameOf } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import type { PackageManifest } from '../component/package-xml.ts';
import { soapDate } from '../deploy/deploy-result.ts';
import { rootElementOf, typeNamed } from '../types/registry.ts';
import { metadataFile, type XmlFields } from '../xml/write-xml.ts';
import { writeZip } from '../zip/write-zip.ts';
import { type ComponentView, componentsOf, fileProperties, pathOf } from './component-views.ts';

export interface RetrieveOrder {
  readonly caller: Caller;
  readonly manifest: PackageManifest;
  /** No package is known by its name. */
  readonly packageNames: readonly string[];
  /** API version that decides which elements the files contain. */
  readonly version: number;
  /** Files are at the root of the zip, not in `unpackaged/`. */
  readonly singlePackage: boolean;
}

export interface RetrieveContent {
  readonly fileProperties: readonly XmlFields[];
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
  readonly zip: Uint8Array;
}

/**
 * A zip of the components that the manifest names and the caller may see. A missing component adds a message and isn't a
 * failure.
 */
export function buildRetrieve(org: OrgModel, order: RetrieveOrder): RetrieveContent {
  const folder = order.singlePackage ? '' : 'unpackaged/';
  const files = new Map<string, string>();
  const properties: XmlFields[] = [];
  const problems: string[] = [];
  for (const { name, members } of order.manifest.types) {
    const found = find(org, order, { name, members });
    problems.push(...found.problems);
    for (const view of found.views) {
      files.set(`${folder}${pathOf(view)}`, metadataFile(rootElementOf(view.type), view.fields(order.version)));
      properties.push(fileProperties(org, view, folder));
    }
  }
  const manifestPath = `${folder}package.xml`;
  if (order.manifest.types.length > 0 || order.packageNames.length === 0) {
    files.set(manifestPath, metadataFile('Package', manifestFields(order)));
    properties.push(manifestProperties(org, order, manifestPath));
  }
  return {
    fileProperties: properties,
    messages: [
      ...problems.map((problem) => ({ fileName: manifestPath, problem })),
      ...order.packageNames.map((name) => ({
        fileName: `${name}/package.xml`,
        problem: `No package named '${name}' found`,
      })),
    ],
    zip: writeZip(files, org.now()),
  };
}

function find(org: OrgModel, order: RetrieveOrder, wanted: { name: string; members: readonly string[] }) {
  const type = typeNamed(wanted.name, order.version);
  if (!type) return { views: [], problems: [`Entity type '${wanted.name}' is unknown`] };
  const all = new Map(componentsOf(org, order.caller, type).map((view) => [view.fullName, view]));
  const views = new Map<string, ComponentView>();
  const problems: string[] = [];
  for (const member of wanted.members) {
    const view = all.get(member);
    if (member === '*') for (const each of all.values()) views.set(each.fullName, each);
    else if (view) views.set(member, view);
    else problems.push(`Entity of type '${wanted.name}' named '${member}' cannot be found`);
  }
  return { views: [...views.values()], problems };
}

/** The manifest in the zip repeats the request. */
function manifestFields(order: RetrieveOrder): XmlFields {
  const types = order.manifest.types.map(({ name, members }) => ({ members, name }));
  return { types, version: `${order.version}.0` };
}

function manifestProperties(org: OrgModel, order: RetrieveOrder, path: string): XmlFields {
  const { user } = order.caller;
  const name = nameOf(user);
  const date = soapDate(org.now());
  return {
    createdById: user.id,
    createdByName: name,
    createdDate: date,
    fileName: path,
    fullName: path,
    id: '',
    lastModifiedById: user.id,
    lastModifiedByName: name,
    lastModifiedDate: date,
    manageableState: 'unmanaged',
    type: 'Package',
  };
}
