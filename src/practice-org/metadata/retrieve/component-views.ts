import type { App } from '../../model/app.ts';
import type { ComponentType, FieldMap } from '../../model/component.ts';
import type { OrgModel } from '../../model/org.ts';
import type { PermissionSet } from '../../model/user.ts';
import type { Caller } from '../caller.ts';
import { shownFields } from '../component/shown-fields.ts';
import { maySee } from '../deploy/access-rules.ts';
import { soapDate } from '../deploy/deploy-result.ts';
import { fullNameOf } from '../deploy/draft.ts';
import type { MetadataType } from '../types/metadata-type.ts';
import { PERMISSION_SET, SETTINGS, SETTINGS_MEMBER } from '../types/org-types.ts';
import { isAppType } from '../types/registry.ts';
import type { XmlFields } from '../xml/write-xml.ts';

/** A component as list, read and retrieve show it. */
export interface ComponentView {
  readonly type: MetadataType;
  readonly fullName: string;
  readonly id: string;
  readonly namespace: string | null;
  readonly createdById: string | null;
  readonly createdAt: number;
  readonly modifiedById: string | null;
  readonly modifiedAt: number;
  /** Its elements at an API version. */
  fields(version: number): XmlFields;
}

/** All components of a type that the caller may see, by full name. */
export function componentsOf(org: OrgModel, caller: Caller, type: MetadataType): ComponentView[] {
  if (!maySee(caller, type)) return [];
  const views = [...viewsOf(org, type)];
  return views.sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
}

function* viewsOf(org: OrgModel, type: MetadataType): Iterable<ComponentView> {
  if (type === SETTINGS) yield settingsView(org);
  if (type === PERMISSION_SET) for (const set of org.data.permissionSets) yield permissionSetView(org, set);
  if (isAppType(type)) {
    for (const app of org.data.apps) yield* appView(org, app, type);
  }
}

function* appView(org: OrgModel, app: App, type: MetadataType): Iterable<ComponentView> {
  const component = app.components[type.xmlName as ComponentType];
  if (!component) return;
  const { fullName, id, createdById, createdAt, modifiedById, modifiedAt } = component;
  const dated = { createdById, createdAt, modifiedById, modifiedAt };
  const fields = (version: number) => shownFields(type, component.fields, filledBy(org, app), version);
  yield { type, fullName, id, namespace: app.namespace, ...dated, fields };
}

/** Values that the org itself writes into the parts of an app. */
function filledBy(org: OrgModel, app: App): FieldMap {
  const [consumer] = app.consumers;
  return {
    orgScopedExternalApp: `${org.orgId}:${fullNameOf(app)}`,
    ...(consumer ? { oauthLink: `${org.orgId}:${consumer.id}`, consumerKey: consumer.primary.key } : {}),
  };
}

const UNDATED = { namespace: null, createdById: null, createdAt: 0, modifiedById: null, modifiedAt: 0 } as const;

function settingsView(org: OrgModel): ComponentView {
  const fields = (version: number) => shownFields(SETTINGS, org.data.settings, {}, version);
  return { type: SETTINGS, fullName: SETTINGS_MEMBER, id: '', ...UNDATED, fields };
}

function permissionSetView(org: OrgModel, set: PermissionSet): ComponentView {
  const granted = [...set.permissions].sort().map((name) => ({ enabled: 'true', name }));
  const stored = {
    label: set.label,
    userPermissions: granted,
    ...(set.description === '' ? {} : { description: set.description }),
    ...(set.license === '' ? {} : { license: set.license }),
  };
  const fields = (version: number) => shownFields(PERMISSION_SET, stored, {}, version);
  return { type: PERMISSION_SET, fullName: set.name, id: set.id, namespace: null, ...org.signatureOf(set), fields };
}

/** File properties of a component, as list and retrieve show them. `folder` is put before the path. */
export function fileProperties(org: OrgModel, view: ComponentView, folder = '') {
  const createdById = view.createdById ?? '';
  const modifiedById = view.modifiedById ?? '';
  return {
    createdById,
    createdByName: org.nameOfUser(createdById),
    createdDate: soapDate(view.createdAt),
    fileName: `${folder}${pathOf(view)}`,
    fullName: view.fullName,
    id: view.id,
    lastModifiedById: modifiedById,
    lastModifiedByName: org.nameOfUser(modifiedById),
    lastModifiedDate: soapDate(view.modifiedAt),
    manageableState: view.namespace === null ? 'unmanaged' : 'installed',
    namespacePrefix: view.namespace,
    type: view.type.xmlName,
  };
}

export function pathOf(view: Pick<ComponentView, 'type' | 'fullName'>): string {
  return `${view.type.folder}/${view.fullName}.${view.type.suffix}`;
}
