import { setField, setFlow } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import type { User } from '../model/user.ts';
import { attackerIp as attacker, keepUsingLeak } from '../oauth/leak.ts';

const hour = 3_600_000;
const integration = '198.51.100.20';

/** The credentials of Billing_Sync leaked two days ago. Since then an attacker keeps signing in with them. */
export function leakPair(org: OrgModel): void {
  const app = org.appNamed('Billing_Sync');
  const [consumer] = app?.consumers ?? [];
  const user = org.userNamed(`int.billing@${org.data.domain}`);
  if (!app || !consumer || !user) return;
  setFlow(app, true);
  setField(app, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser', user.username);
  for (let ago = 12 * 24; ago > 0; ago -= 6) addPastLogin(org, { user, ago, label: app.label, sourceIp: integration });
  for (let ago = 47; ago > 0; ago -= 4) addPastLogin(org, { user, ago, label: app.label, sourceIp: attacker });
  const { key, secret } = consumer.primary;
  org.data.leaks = [
    { key, secret, sourceIp: integration, everyMs: hour, lastAt: 0, isAttacker: false },
    { key, secret, sourceIp: attacker, everyMs: hour / 4, lastAt: 0, isAttacker: true },
  ];
  keepUsingLeak(org);
}

interface PastLogin {
  readonly user: User;
  /** Hours before the start of the scenario. */
  readonly ago: number;
  readonly label: string;
  readonly sourceIp: string;
}

function addPastLogin(org: OrgModel, { user, ago, label, sourceIp }: PastLogin): void {
  const login = org.addLogin({
    userId: user.id,
    application: label,
    loginType: 'Remote Access 2.0',
    loginSubType: 'OauthClientCredentials',
    sourceIp,
    status: 'Success',
  });
  login.at = org.data.seededAt - ago * hour;
}
