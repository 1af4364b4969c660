import { soapDate } from '../deploy/deploy-result.ts';
import type { MetadataOrg } from '../org-port.ts';
import type { ComponentView } from './component-views.ts';

/** What list and retrieve tell of a component beside its content. `folder` is put before the path. */
export function fileProperties(org: MetadataOrg, view: ComponentView, folder = '') {
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
