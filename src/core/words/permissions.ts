/** What a person's permission is called in Setup, and in the API in parentheses. */
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

/** The permission set licence that lets integration users have object permissions. */
export const apiIntegrationLicence = 'Salesforce API Integration';

/** The names of the profile of integration users in newer and older orgs. */
export const integrationProfiles = [
  'Minimum Access - API Only Integrations',
  'Salesforce API Only System Integrations',
];

/** Login types of a person in a browser; every other one is an API, a token or an app on a phone. */
export const browserLogins = ['Application', 'SAML Idp Initiated SSO', 'SAML Sfdc Initiated SSO', 'Third Party SSO'];
