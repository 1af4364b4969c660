import jsforce from 'jsforce';
import { describe, expect, it } from 'vitest';
import { type OrgOverHttp, runOrg } from './support/running-org.ts';

function call(org: OrgOverHttp, inner: string, path = '/services/Soap/u/64.0', session = '') {
  const header = session && `<Header><SessionHeader><sessionId>${session}</sessionId></SessionHeader></Header>`;
  const body = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/">${header}<Body>${inner}</Body></Envelope>`;
  return fetch(`${org.running.instanceUrl}${path}`, { method: 'POST', body }).then((answer) => answer.text());
}
const login = (username: string, password = 'any') =>
  `<login xmlns="urn:partner.soap.sforce.com"><username>${username}</username><password>${password}</password></login>`;

describe('SOAP login', () => {
  it('signs plain jsforce in, which then queries, asks who it is and signs out', async () => {
    const org = await runOrg();
    const connection = new jsforce.Connection({ loginUrl: org.running.instanceUrl, version: '64.0' });
    const { organizationId } = await connection.loginBySoap(org.running.username, 'any');
    expect(organizationId).toBe(org.running.orgId);
    expect((await connection.identity()).username).toBe(org.running.username);
    expect((await connection.query('SELECT Id FROM Organization')).totalSize).toBe(1);
    expect((await connection.metadata.list({ type: 'ExternalClientApplication' })).length).toBeGreaterThan(1);
    await connection.logoutBySoap();
    const live = (await org.state()).sessions.filter(({ app, live }) => app === 'SOAP' && live);
    expect(live).toEqual([]);
  });

  it('writes a row of login history', async () => {
    const org = await runOrg();
    await call(org, login(org.username('maria.lopez')));
    const soql = "SELECT LoginType FROM LoginHistory WHERE LoginType = 'Partner Product'";
    const found = await org.fetch(`/services/data/v65.0/query?q=${encodeURIComponent(soql)}`);
    expect(await found.json()).toMatchObject({ totalSize: 1 });
  });

  it.each([
    ['a user who is not there', 'nobody@example.com', 'any'],
    ['a frozen user', 'svc.frozen', 'any'],
    ['an inactive user', 'svc.retired', 'any'],
    ['an empty password', 'maria.lopez', ''],
  ])('refuses %s', async (_title, name, password) => {
    const org = await runOrg();
    const told = await call(org, login(name.includes('@') ? name : org.username(name), password));
    expect(told).toContain('<faultcode>sf:INVALID_LOGIN</faultcode>');
    expect(told).toContain('urn:fault.partner.soap.sforce.com');
  });

  it('is gone from API version 65.0 on, and unknown below 31.0', async () => {
    const org = await runOrg();
    for (const path of ['/services/Soap/u/65.0', '/services/Soap/u/30.0', '/services/Soap/c/x']) {
      expect(await call(org, login(org.running.username), path)).toContain('sf:UNSUPPORTED_API_VERSION');
    }
  });

  it('returns the user of a session, and nothing without one', async () => {
    const org = await runOrg();
    const ask = '<getUserInfo xmlns="urn:enterprise.soap.sforce.com"/>';
    const path = '/services/Soap/c/64.0';
    expect(await call(org, ask, path, org.running.accessToken)).toContain(
      `<userName>${org.running.username}</userName>`,
    );
    expect(await call(org, ask, path, 'nothing')).toContain('sf:INVALID_SESSION_ID');
    expect(await call(org, '<describeGlobal/>', path)).toContain('No operation available');
  });

  it('counts calls of the Metadata API against the limit of the day', async () => {
    const org = await runOrg();
    const ask =
      '<describeMetadata xmlns="http://soap.sforce.com/2006/04/metadata"><asOfVersion>64.0</asOfVersion></describeMetadata>';
    const usage = async () => (await org.fetch('/services/data/v65.0/limits')).headers.get('sforce-limit-info');
    const before = Number(/=(\d+)/.exec((await usage()) ?? '')?.[1]);
    await call(org, ask, '/services/Soap/m/64.0', org.running.accessToken);
    expect(Number(/=(\d+)/.exec((await usage()) ?? '')?.[1])).toBe(before + 2);
  });
});
