/** What a person's permission is called in Setup, and in the API in parentheses. */
const permissionLabels = {
  ModifyMetadata: 'Modify Metadata Through Metadata API Functions',
  ExternalClientAppAdmin: 'View all External Client Apps, view their settings, and edit their policies',
  ExternalClientAppDeveloper: 'Create, edit, and delete External Client Apps',
  ViewClientSecret: 'View External Client App Consumer Secrets',
  ManageUsers: 'Manage Internal Users',
  ManageProfilesPermissionsets: 'Manage Profiles and Permission Sets',
} as const;

export function permissionWords(permission: keyof typeof permissionLabels): string {
  return `${permissionLabels[permission]} (${permission})`;
}

/** What the preflight looks at. */
export const checkTitles = {
  'api-version': 'API version',
  session: 'Session',
  'my-domain': 'My Domain',
  permissions: 'Your permissions',
  metadata: 'Metadata API',
  'secret-access': 'Secrets over REST',
} as const;

export const findings = {
  frozenUnseen: 'without Manage Users it can’t be seen who is frozen',
  permitted: 'all that is needed',
  apps: (count: number) => `${count} External Client Apps`,
  secretAccess: (on: boolean | null) =>
    on === null
      ? 'the org doesn’t tell; it shows when the secret is read'
      : on
        ? 'on'
        : 'off; it can be borrowed for a moment',
} as const;
