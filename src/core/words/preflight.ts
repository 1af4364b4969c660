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
