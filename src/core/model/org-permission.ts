/** Permissions of a person that matter here, by their names in the API. */
export const orgPermissions = [
  'ModifyMetadata',
  'ModifyAllData',
  'ExternalClientAppDeveloper',
  'ExternalClientAppAdmin',
  'ExternalClientAppViewer',
  'ViewClientSecret',
  'ClientSecretRotation',
  'CustomizeApplication',
  'ManageProfilesPermissionsets',
  'ManageUsers',
  'ViewSetup',
] as const;

export type OrgPermission = (typeof orgPermissions)[number];
