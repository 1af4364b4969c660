/** Requests to an org. The words follow "Salesforce refused". */
const requests = {
  deploy: 'the deploy',
  'deploy-status': 'reading the status of the deploy',
  'cancel-deploy': 'canceling the deploy',
  deploys: 'reading the deploys of the org',
  retrieve: 'the retrieve',
  'retrieve-status': 'reading the status of the retrieve',
  'metadata-list': 'listing the metadata',
  apps: 'listing the apps',
  'app-usage': 'reading the usage of the apps',
  'app-users': 'reading who uses the app',
  'app-admits': 'reading which users the app admits',
  'app-policies': 'reading the policies of the apps',
  consumers: 'reading the OAuth consumers of the app',
  pair: 'reading the consumer secret',
  'staged-pair': 'reading the staged credentials',
  'staged-secret': 'reading the staged secret',
  stage: 'staging new credentials',
  rotate: 'promoting the credentials',
  'delete-pair': 'deleting credentials',
  org: 'reading the org',
  limits: 'reading the limits',
  'api-versions': 'reading the API versions',
  'rest-secret-setting': 'reading whether secrets may be read over REST',
  'metadata-secret-setting': 'reading whether secrets may be read through the Metadata API',
  person: 'reading who is signed in',
  'own-permissions': 'reading the permissions of the person who is signed in',
  'own-session': "reading keyturn's own session",
  sessions: 'reading the live sessions',
  'end-session': 'ending a session',
  'login-history': 'reading the login history',
  'setup-changes': 'reading the setup audit trail',
  user: 'reading the user',
  users: 'reading the users',
  'user-count': 'counting the users',
  usernames: 'reading usernames',
  'user-permissions': 'reading the permissions of the users',
  'frozen-users': 'reading who is frozen',
  logins: 'reading the logins',
  frozen: 'reading whether the user is frozen',
  licences: 'reading the licenses',
  profiles: 'reading the profiles',
  'create-user': 'creating the user',
  locale: 'reading your language and time zone',
  'grant-licence': 'assigning the permission set license',
  'permission-set': 'looking for a permission set',
  'create-permission-set': 'creating the permission set',
  'delete-permission-set': 'deleting the permission set',
  'assign-permission-set': 'assigning the permission set',
  freeze: 'freezing the user',
  unfreeze: 'unfreezing the user',
  activate: 'activating the user',
  deactivate: 'deactivating the user',
  'oauth-on': 'turning on OAuth for the app',
  'oauth-off': 'turning off OAuth for the app',
} as const;

/** A request: a name, the object whose rows are read, or the object that a permission set must cover. */
export type Request = keyof typeof requests | { readonly rowsOf: string } | { readonly rightsOn: string };

/** Every request that has a name. */
export const requestNames = Object.keys(requests) as readonly (keyof typeof requests)[];

export function requestWords(request: Request): string {
  if (typeof request === 'string') return requests[request];
  return 'rowsOf' in request ? `reading ${request.rowsOf}` : `giving permissions on ${request.rightsOn}`;
}
