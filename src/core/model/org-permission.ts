/** API names of the permissions that keyturn needs. */
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
