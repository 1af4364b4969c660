/** Permissions of a person by their API name, with the label that Setup shows. */
const permissionLabels = {
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  ExternalClientAppAdmin: 'View all External Client Apps, view their settings, and edit their policies',
  ExternalClientAppDeveloper: 'Create, edit, and delete External Client Apps',
  ViewClientSecret: 'View External Client App Consumer Secrets',
  ManageUsers: 'Manage Internal Users',
  MonitorLoginHistory: 'Monitor Login History',
  ViewSetup: 'View Setup and Configuration',
  AssignPermissionSets: 'Assign Permission Sets',
  ManageProfilesPermissionsets: 'Manage Profiles and Permission Sets',
} as const;
export type NamedPermission = keyof typeof permissionLabels;

export function permissionWords(permission: NamedPermission): string {
  return `${permissionLabels[permission]} (${permission})`;
}

/** The permission set license without which integration users can't have object permissions. */
export const apiIntegrationLicence = 'Salesforce API Integration';

/** The profile of integration users, as newer and older orgs name it. */
export const integrationProfiles = [
  'Minimum Access - API Only Integrations',
  'Salesforce API Only System Integrations',
];

/** Login types of a person in a browser. All others are APIs, tokens or mobile apps. */
export const browserLogins = ['Application', 'SAML Idp Initiated SSO', 'SAML Sfdc Initiated SSO', 'Third Party SSO'];
