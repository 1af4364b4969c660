import type { OrgModel } from '../../model/org.ts';
import { field, objectType } from './object-type.ts';

export const organization = objectType<OrgModel>({
  name: 'Organization',
  keyPrefix: '00D',
  api: 'both',
  fields: [
    field('Id', 'id', ({ orgId }) => orgId),
    field('Name', 'string', ({ data }) => data.name),
    field('OrganizationType', 'picklist', (org) => String(org.knob('edition')).replace(' with staging', '')),
    field('IsSandbox', 'boolean', ({ data }) => data.isSandbox),
    field('InstanceName', 'string', ({ data }) => data.instanceName),
    field('NamespacePrefix', 'string', () => null),
    field('TrialExpirationDate', 'datetime', () => null),
    field('LanguageLocaleKey', 'picklist', () => 'en_US'),
    field('TimeZoneSidKey', 'picklist', () => 'GMT'),
    field('CreatedDate', 'datetime', ({ data }) => data.seededAt),
  ],
  rows: ({ org }) => [org],
});
