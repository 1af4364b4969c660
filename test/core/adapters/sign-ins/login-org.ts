import { type Received, type Reply, type SmallServer, startSmallServer } from '../salesforce/small-server.ts';

const orgId = '00D000000000001EAA';
const userId = '005000000000001AAA';

export interface LoginOrg extends SmallServer {
  /** How many tokens were given for each grant type. */
  readonly grants: Record<string, number>;
  /** From now on no access token is accepted, whatever it is. */
  expireForGood(): void;
  /** From now on only access tokens that are issued later are accepted. */
  expireTokens(): void;
  /** From now on refresh tokens are refused. */
  revoke(): void;
}

/** As much of an org as signing in through a browser and renewing take. */
export async function startLoginOrg(username: string): Promise<LoginOrg> {
  const grants: Record<string, number> = {};
  let issued = 0;
  let oldest = 1;
  let isRevoked = false;
  let isDead = false;
  let url = '';
  const isAccepted = ({ headers }: Received) => {
    const number = Number(/!token\.(\d+)$/.exec(headers.authorization ?? '')?.[1] ?? 0);
    return !isDead && number >= oldest;
  };
  const token = (request: Received): Reply => {
    const form = new URLSearchParams(request.body);
    const grant = form.get('grant_type') ?? '';
    if (grant === 'refresh_token' && isRevoked) {
      return { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } };
    }
    grants[grant] = (grants[grant] ?? 0) + 1;
    issued++;
    const access_token = `00D000000000001!token.${issued}`;
    const id = `${url}/id/${orgId}/${userId}`;
    return {
      body: {
        access_token,
        refresh_token: `refresh-${issued}`,
        instance_url: url,
        id,
        token_type: 'Bearer',
        scope: 'api',
      },
    };
  };
  const server = await startSmallServer((request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://org');
    if (pathname === '/services/oauth2/authorize') {
      const location = new URL(searchParams.get('redirect_uri') ?? '');
      location.searchParams.set('code', 'aPrxCODE');
      location.searchParams.set('state', searchParams.get('state') ?? '');
      return { status: 302, headers: { location: location.href } };
    }
    if (pathname === '/services/oauth2/token') return token(request);
    if (pathname === '/services/data') return { body: [{ version: '67.0' }, { version: '68.0' }] };
    if (!isAccepted(request))
      return { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }] };
    if (pathname === '/services/oauth2/userinfo') {
      return { body: { preferred_username: username, organization_id: orgId, user_id: userId } };
    }
    if (pathname.includes('/sobjects/User/')) return { body: { Id: userId, Username: username } };
    if (request.path.includes('FROM Organization')) {
      const row = { Id: orgId, Name: 'Acme', IsSandbox: false, TrialExpirationDate: null, NamespacePrefix: null };
      const Organization = { ...row, InstanceName: 'PRAC1', OrganizationType: 'Enterprise Edition' };
      return { body: { totalSize: 1, done: true, records: [Organization] } };
    }
    if (request.path.includes('FROM User ')) return { body: { totalSize: 1, done: true, records: [{ Id: userId }] } };
    return { status: 400, body: [{ errorCode: 'INVALID_TYPE', message: 'not supported' }] };
  });
  url = server.url;
  return Object.assign(server, {
    grants,
    expireForGood: () => {
      isDead = true;
    },
    expireTokens: () => {
      oldest = issued + 1;
    },
    revoke: () => {
      isRevoked = true;
    },
  });
}

/** What a browser does with the address: follows it to the org and back to this computer. */
export function browse(address: string): void {
  void fetch(address).catch(() => {});
}
