import type { OrgPermission, PermissionReport } from '../ports/ports.ts';
import { kitGuide, type OperatorTaskName, permissionSetDescription } from '../words/operator-kit.ts';

export interface OperatorTask {
  readonly task: OperatorTaskName;
  /** Name of its permission set. */
  readonly name: string;
  /** Permissions in `UserPermissionAccess`, in addition to API access. */
  readonly permissions: readonly OrgPermission[];
  /** Whether the task stages credentials. Salesforce doesn't document whether that needs its own permission. */
  readonly stages: boolean;
}

/** For an app's settings and its credentials. Reading credentials needs the developer permission, too. */
const ofApps = ['ExternalClientAppDeveloper', 'ModifyMetadata', 'ViewClientSecret', 'ViewSetup'] as const;

/** The minimal permissions for each task. */
export const operatorTasks: readonly OperatorTask[] = [
  { task: 'setup', name: 'Keyturn_Setup', permissions: ofApps, stages: false },
  {
    task: 'new-user',

    name: 'Keyturn_New_User',
    permissions: ['ManageProfilesPermissionsets', 'ManageUsers', 'ViewSetup'],
    stages: false,
  },
  { task: 'rotate', name: 'Keyturn_Rotate', permissions: ofApps, stages: true },
  {
    task: 'emergency',

    name: 'Keyturn_Emergency',
    permissions: [...ofApps, 'ManageUsers'],
    stages: true,
  },
];

/** May be needed to stage and rotate. Salesforce doesn't document it. */
export const maybeForStaging: OrgPermission = 'ClientSecretRotation';

/** Salesforce refuses a permission set that has the key without these. */
const grantedTogether: Readonly<Partial<Record<OrgPermission, readonly string[]>>> = {
  ViewSetup: ['ViewRoles'],
  ManageUsers: [
    'AssignPermissionSets',
    'DelegatedTwoFactor',
    'FreezeUsers',
    'ManageInternalUsers',
    'ManageIpAddresses',
    'ManageLoginAccessPolicies',
    'ManagePasswordPolicies',
    'ManageProfilesPermissionsets',
    'ManageRoles',
    'ManageSharing',
    'MonitorLoginHistory',
    'ResetPasswords',
    'ViewAllUsers',
  ],
};

/** A file of the operator kit. Paths use `/`. */
export interface KitFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A Salesforce DX project with one permission set for each task, and a guide to deploy, assign and sign in.
 * @param known the permissions that the org knows: an unknown one would fail the deploy
 */
export function operatorKit(
  org: { readonly name: string; readonly instanceUrl: string; readonly apiVersion: string },
  known: Pick<PermissionReport, 'unknown'>,
): readonly KitFile[] {
  const definition = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: org.apiVersion };
  return [
    { path: 'sfdx-project.json', text: `${JSON.stringify(definition, null, 2)}\n` },
    ...operatorTasks.map((task) => ({
      path: `force-app/main/default/permissionsets/${task.name}.permissionset-meta.xml`,
      text: permissionSetXml(task, known),
    })),
    { path: 'README.md', text: kitGuide(org, operatorTasks, maybeForStaging) },
  ];
}

/** Elements are in alphabetical order, as Salesforce writes them. */
function permissionSetXml(
  { task, name, permissions, stages }: OperatorTask,
  { unknown }: Pick<PermissionReport, 'unknown'>,
): string {
  const needed = [...permissions, ...(stages && !unknown.has(maybeForStaging) ? [maybeForStaging] : [])];
  const together = needed.flatMap((permission) => grantedTogether[permission] ?? []);
  const all = [...new Set(['ApiEnabled', ...needed, ...together])].sort();
  const lines = all.map(
    (permission) =>
      `    <userPermissions>\n        <enabled>true</enabled>\n        <name>${permission}</name>\n    </userPermissions>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <description>${permissionSetDescription(task)}</description>
    <hasActivationRequired>false</hasActivationRequired>
    <label>${name.replaceAll('_', ' ')}</label>
${lines.join('')}</PermissionSet>
`;
}
