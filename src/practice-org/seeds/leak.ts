import { setField, setFlow } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';
import { attackerIp as attacker, keepUsingLeak } from '../oauth/leak.ts';
import { addPastSignIns } from './past-sign-ins.ts';

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
  const every = (count: number, hours: number, first: number) =>
    Array.from({ length: count }, (_, index) => org.data.seededAt - (first - index * hours) * hour);
  const past = { user, label: app.label };
  addPastSignIns(org, { ...past, sourceIp: integration, times: every(48, 6, 12 * 24) });
  addPastSignIns(org, { ...past, sourceIp: attacker, times: every(12, 4, 47) });
  const { key, secret } = consumer.primary;
  org.data.leaks = [
    { key, secret, sourceIp: integration, everyMs: hour, lastAt: 0, isAttacker: false },
    { key, secret, sourceIp: attacker, everyMs: hour / 4, lastAt: 0, isAttacker: true },
  ];
  keepUsingLeak(org);
}
