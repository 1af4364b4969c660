import type { DeployRecord } from '../../model/deploy-record.ts';
import type { OrgModel } from '../../model/org.ts';
import type { OrgData } from '../../model/org-data.ts';
import { type FieldOf, field, objectType } from './object-type.ts';
import { systemFields } from './system-fields.ts';
import { userOf } from './users.ts';

export const organization = objectType<OrgModel>({
  name: 'Organization',
  keyPrefix: '00D',
  api: 'both',
  fields: [
    field('Id', 'id', ({ orgId }) => orgId),
    field('Name', 'string', ({ data }) => data.name),
    field('OrganizationType', 'picklist', (org) => String(org.knob('edition')).replace(/ with(out)? staging$/, '')),
    field('IsSandbox', 'boolean', ({ data }) => data.isSandbox),
    field('InstanceName', 'string', ({ data }) => data.instanceName),
    field('NamespacePrefix', 'string', () => null),
    field('TrialExpirationDate', 'datetime', () => null),
    field('LanguageLocaleKey', 'picklist', () => 'en_US'),
    field('TimeZoneSidKey', 'picklist', () => 'GMT'),
    ...systemFields<OrgModel>((org) => org.scenarioSignature),
  ],
  rows: ({ org }) => [org],
});

export const appSettings = objectType<OrgData>({
  name: 'ExternalClientAppSettings',
  api: 'tooling',
  fields: [
    field('Id', 'id', () => '000000000000000AAA', { filterable: false }),
    switchOf('IsClientSecretInRestApiAccessEnabled', 'enableClientSecretInRestApiAccess'),
    switchOf('IsConsumerSecretApiAccessEnabled', 'enableConsumerSecretApiAccess'),
    switchOf('IsPackageEcaOauthFromDevOrgEnabled', 'enablePackageEcaOauthFromDevOrg'),
  ],
  rows: ({ org }) => [org.data],
});

export const deployRequest = objectType<DeployRecord>({
  name: 'DeployRequest',
  keyPrefix: '0Af',
  api: 'tooling',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Status', 'picklist', ({ status }) => status),
    field('CheckOnly', 'boolean', ({ options }) => options.checkOnly),
    field('RollbackOnError', 'boolean', ({ options }) => options.rollbackOnError),
    field('IgnoreWarnings', 'boolean', ({ options }) => options.ignoreWarnings),
    field('NumberComponentsTotal', 'int', ({ componentsTotal }) => componentsTotal),
    field('NumberComponentsDeployed', 'int', ({ componentsDeployed }) => componentsDeployed),
    field('NumberComponentErrors', 'int', ({ componentErrors }) => componentErrors),
    field('CreatedById', 'reference', ({ createdById }) => createdById, { refersTo: 'User' }),
    field('CreatedDate', 'datetime', ({ createdAt }) => createdAt),
    field('StartDate', 'datetime', ({ startedAt }) => startedAt),
    field('CompletedDate', 'datetime', ({ completedAt }) => completedAt),
    field('LastModifiedDate', 'datetime', ({ modifiedAt }) => modifiedAt),
    field('CanceledById', 'reference', ({ canceledById }) => canceledById, { refersTo: 'User' }),
  ],
  parents: [
    { name: 'CreatedBy', object: 'User', find: ({ createdById }, caller) => userOf(createdById, caller) },
    { name: 'CanceledBy', object: 'User', find: ({ canceledById }, caller) => userOf(canceledById ?? '', caller) },
  ],
  rows: ({ org }) => org.data.deploys,
});

type Audited = OrgData['auditTrail'][number];

/** Requires View Setup and Configuration. COUNT() is the only aggregate allowed. */
export const setupAuditTrail = objectType<Audited>({
  name: 'SetupAuditTrail',
  label: 'Setup Audit Trail Entry',
  keyPrefix: '0Ym',
  aggregates: false,
  isThere: ({ permissions }) => permissions.has('ViewSetup'),
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('Action', 'string', ({ action }) => action),
    field('Section', 'string', ({ section }) => section),
    field('Display', 'string', ({ display }) => display),
    field('CreatedById', 'reference', ({ userId }) => userId, { refersTo: 'User' }),
    field('CreatedDate', 'datetime', ({ at }) => at),
    field('CreatedByContext', 'string', () => null),
    field('CreatedByIssuer', 'string', () => null),
    field('DelegateUser', 'string', () => null),
    field('ResponsibleNamespacePrefix', 'string', () => null),
  ],
  parents: [{ name: 'CreatedBy', object: 'User', find: ({ userId }, caller) => userOf(userId, caller) }],
  rows: ({ org }) => org.data.auditTrail,
});

function switchOf(name: string, element: string): FieldOf<OrgData> {
  return field(name, 'boolean', ({ settings }) => String(settings[element]).toLowerCase() === 'true');
}
