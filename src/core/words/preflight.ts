/** The checks of the preflight. */
export const checkTitles = {
  'api-version': 'API version',
  session: 'Session',
  'my-domain': 'My Domain',
  permissions: 'Your permissions',
  metadata: 'Metadata API',
  'secret-access': 'Secrets over REST',
} as const;

export const findings = {
  frozenUnseen: "can't see frozen users without Manage Users",
  permitted: 'all that keyturn needs',
  apps: (count: number) => `${count} External Client Apps`,
  secretAccess: (on: boolean | null) =>
    on === null ? 'unknown until keyturn reads the secret' : on ? 'on' : 'off; keyturn can turn it on',
} as const;
