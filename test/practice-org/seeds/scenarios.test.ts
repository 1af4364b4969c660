import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { fieldOf } from '../../../src/practice-org/model/app.ts';
import type { OrgModel } from '../../../src/practice-org/model/org.ts';
import { issueClientCredentialsToken } from '../../../src/practice-org/oauth/client-credentials.ts';
import { keepUsingLeak } from '../../../src/practice-org/oauth/leak.ts';
import { tokenRefusal } from '../../../src/practice-org/oauth/token-rules.ts';
import { createRouter } from '../../../src/practice-org/router.ts';
import { refreshSandbox } from '../../../src/practice-org/seeds/sandbox.ts';
import { createOrg, type ScenarioName, scenarios } from '../../../src/practice-org/seeds/scenarios.ts';

const minute = 60_000;
const day = 86_400_000;
const names = Object.keys(scenarios) as ScenarioName[];

function make(scenario: ScenarioName): OrgModel {
  return createOrg(scenario, systemClock().now());
}

function user(org: OrgModel, alias: string) {
  const found = org.userNamed(`${alias}@${org.data.domain}`);
  if (!found) throw new Error(`there is no ${alias}`);
  return found;
}

function app(org: OrgModel, name: string) {
  const found = org.appNamed(name);
  const consumer = found?.consumers[0];
  if (!found || !consumer) throw new Error(`there is no ${name}`);
  return { ...found, consumer };
}

describe('the scenario acme', () => {
  const org = make('acme');

  it('has 412 active users, of every kind', () => {
    const users = [...org.users.values()];
    const active = users.filter(({ isActive }) => isActive);
    const holdsIntegration = active.filter((one) => org.licenseNameOf(one) === 'Salesforce Integration');
    expect(active).toHaveLength(412);
    expect(users.length).toBeGreaterThan(412);
    expect(holdsIntegration.length).toBeGreaterThan(3);
    expect(holdsIntegration.every((one) => org.permissionsOf(one).has('ApiUserOnly'))).toBe(true);
    expect(holdsIntegration.filter(({ isFrozen }) => isFrozen)).toEqual([]);
    expect(users.filter(({ isFrozen }) => isFrozen)).not.toEqual([]);
    expect(active.filter((one) => org.permissionsOf(one).has('ModifyAllData'))).not.toEqual([]);
  });

  it('has the people that the documentation speaks of', () => {
    expect(org.data.adminUserId).toBe(user(org, 'admin').id);
    expect(org.now() - (user(org, 'maria.lopez').lastUiLoginAt ?? 0)).toBeLessThan(day);
    const runs = (alias: string) =>
      org.data.apps
        .filter(
          (one) =>
            fieldOf(one, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser') ===
            user(org, alias).username,
        )
        .map(({ developerName }) => developerName);
    expect(runs('int.billing')).toEqual([]);
    expect(runs('svc.erp')).toEqual(['ERP_Bridge', 'Data_Lake']);
  });

  it.each([
    ['Billing_Sync', 'client credentials flow not enabled', null],
    ['ERP_Bridge', null, 31],
    ['Data_Lake', null, 94],
    ['Mailer', null, null],
    ['Partner_Feed', 'client credentials flow not enabled', null],
    ['Legacy_Loader', null, null],
  ])('has %s', (name, refusal, ageDays) => {
    const { consumer } = app(org, name);
    expect(tokenRefusal(org, consumer.primary)?.error_description ?? null).toBe(refusal);
    if (ageDays !== null) expect(Math.round((org.now() - consumer.primary.createdAt) / day)).toBe(ageDays);
  });

  it('has an app in its overlap, one of a package and one with two consumers', () => {
    expect(app(org, 'Mailer').consumer.staged?.state).toBe('Rotated');
    expect(tokenRefusal(org, app(org, 'Mailer').consumer.staged ?? { key: '', secret: '' })).toBeNull();
    expect(app(org, 'Partner_Feed').namespace).toBe('partnerco');
    expect(app(org, 'Legacy_Loader').consumers).toHaveLength(2);
  });

  it('calls the parts of its apps in more than one way', () => {
    const endings = org.data.apps.map((one) =>
      one.components.ExtlClntAppConfigurablePolicies?.fullName.replace(one.developerName, ''),
    );
    expect(new Set(endings).size).toBeGreaterThanOrEqual(3);
  });
});

describe('every scenario', () => {
  it.each(names)('%s is the same after a round trip through its file', (name) => {
    const org = make(name);
    expect(JSON.parse(JSON.stringify(org.data))).toEqual(org.data);
  });

  it.each(names)('%s has no frozen user with the integration license', (name) => {
    const org = make(name);
    const frozen = [...org.users.values()].filter(({ isFrozen }) => isFrozen);
    expect(frozen.map((one) => org.licenseNameOf(one))).not.toContain('Salesforce Integration');
  });
});

describe('the past of the apps', () => {
  const production = names.filter((name) => name !== 'sandbox');

  it.each(production)('%s: every app whose flow is on has been in use', (name) => {
    const org = make(name);
    const used = new Set(org.data.logins.map(({ application }) => application));
    const unused = org.data.apps.filter(({ label }) => !used.has(label)).map(({ developerName }) => developerName);
    expect(unused).toEqual(name === 'leak' ? ['Partner_Feed'] : ['Billing_Sync', 'Partner_Feed']);
  });

  it.each(production)(
    '%s: the last sign-in of an execution user is its last login, and all lie in the past',
    (name) => {
      const org = make(name);
      for (const alias of ['svc.erp', 'int.mailer', 'int.loader']) {
        const { id, lastLoginAt } = user(org, alias);
        const times = org.data.logins.filter(({ userId }) => userId === id).map(({ at }) => at);
        expect(Math.max(...times), alias).toBe(lastLoginAt);
        expect(lastLoginAt).toBeLessThan(org.data.seededAt);
      }
    },
  );

  it('sandbox: the login history of production is not copied', async () => {
    const org = make('sandbox');
    expect(await loginsOf(org)).toEqual([]);
    expect((await loginsOf(make('acme'))).length).toBeGreaterThan(200);
  });

  it('a refresh starts the login history anew', async () => {
    const org = make('acme');
    refreshSandbox(org);
    expect(await loginsOf(org)).toEqual([]);
    issueClientCredentialsToken(org, { ...app(org, 'ERP_Bridge').consumer.primary, sourceIp: '192.0.2.4' });
    expect(await loginsOf(org)).toEqual([{ Application: 'ERP Bridge', SourceIp: '192.0.2.4' }]);
  });
});

/** The sign-ins with client credentials that the admin's query returns. */
async function loginsOf(org: OrgModel): Promise<unknown[]> {
  const soql =
    "SELECT Application, SourceIp FROM LoginHistory WHERE LoginSubType = 'OauthClientCredentials' ORDER BY LoginTime DESC";
  const token = org.data.sessions.find(({ kind }) => kind === 'setup')?.token ?? '';
  const { body } = await createRouter(org).handle({
    method: 'GET',
    path: '/services/data/v65.0/query',
    query: new URLSearchParams({ q: soql }),
    headers: { authorization: `Bearer ${token}` },
    body: new Uint8Array(),
    origin: 'http://127.0.0.1',
  });
  const { records } = JSON.parse(String(body)) as { records: Record<string, unknown>[] };
  return records.map(({ attributes: _, ...fields }) => fields);
}

describe('the other scenarios', () => {
  it('locked-down: secrets are closed, a permission is missing, only approved users are let in', () => {
    const org = make('locked-down');
    expect(org.data.settings.enableClientSecretInRestApiAccess).toBe('false');
    expect(org.permissionsOf(user(org, 'admin')).has('ViewClientSecret')).toBe(false);
    expect(fieldOf(app(org, 'Billing_Sync'), 'ExtlClntAppOauthConfigurablePolicies', 'permittedUsersPolicyType')).toBe(
      'AdminApprovedPreAuthorized',
    );
  });

  it('stranger: credentials that another admin staged', () => {
    const org = make('stranger');
    expect(app(org, 'Billing_Sync').consumer.staged).toMatchObject({
      state: 'Active',
      createdById: user(org, 'otto.admin').id,
    });
  });

  it('sandbox: credentials that no consumer has', () => {
    const org = make('sandbox');
    const { consumer } = app(org, 'ERP_Bridge');
    expect(org.data.isSandbox).toBe(true);
    expect(org.now() - consumer.primary.createdAt).toBeLessThan(minute);
    expect(consumer.gone.map((pair) => tokenRefusal(org, pair)?.error)).toEqual(['invalid_client_id']);
  });

  it('large: 50,000 active users and 2,000 apps', () => {
    const org = make('large');
    expect([...org.users.values()].filter(({ isActive }) => isActive)).toHaveLength(50_000);
    expect(org.data.apps).toHaveLength(2_000);
  });

  describe('leak', () => {
    const attackers = (org: OrgModel) =>
      org.data.sessions.filter((session) => session.sourceIp === '203.0.113.66' && org.isLive(session)).length;
    const later = (org: OrgModel, ms: number) => {
      org.data.clockOffset += ms;
      keepUsingLeak(org);
    };

    it('has an attacker who is signed in beside the integration, and was before', () => {
      const org = make('leak');
      expect(attackers(org)).toBe(1);
      const from = (sourceIp: string) => org.data.logins.filter((login) => login.sourceIp === sourceIp);
      expect(from('198.51.100.20').length).toBeGreaterThan(from('203.0.113.66').length);
      expect(from('203.0.113.66').length).toBeGreaterThan(5);
    });

    it('has him sign in again over time while the credentials work', () => {
      const org = make('leak');
      later(org, 15 * minute);
      expect(attackers(org)).toBe(2);
      const { consumer } = app(org, 'Billing_Sync');
      consumer.gone.push(consumer.primary);
      consumer.primary = org.newPair();
      later(org, 15 * minute);
      expect(attackers(org)).toBe(2);
    });

    it('has him keep his sessions alive after the credentials are deleted, until the sessions are ended', () => {
      const org = make('leak');
      const { consumer } = app(org, 'Billing_Sync');
      consumer.gone.push(consumer.primary);
      consumer.primary = org.newPair();
      for (let quarter = 0; quarter < 12; quarter += 1) later(org, 15 * minute);
      expect(attackers(org)).toBe(1);
      for (const session of org.data.sessions) session.isEnded = true;
      later(org, 15 * minute);
      expect(attackers(org)).toBe(0);
    });
  });
});
