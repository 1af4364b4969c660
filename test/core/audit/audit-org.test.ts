import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { adoptable, auditOrg } from '../../../src/core/audit/audit-org.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { type PracticeWorld, startPracticeWorld } from '../../contract/practice-world.ts';

async function world(scenario?: string): Promise<PracticeWorld> {
  const made = await startPracticeWorld(scenario);
  onTestFinished(() => made.close());
  return made;
}

function audit({ org }: PracticeWorld) {
  return auditOrg({ org, clock: systemClock(), state: null, tell: () => undefined });
}

async function truth({ practice }: PracticeWorld) {
  return (await (await fetch(`${practice.controlUrl}/state`)).json()) as {
    apps: { consumers: { pairs: { consumerSecret: string }[] }[] }[];
    deploys: unknown[];
    secretAccessOverRest: boolean;
  };
}

describe('an audit', () => {
  it('tells of every app how its flow stands, as whom it runs and what lies in its slot', async () => {
    const here = await world();
    const { apps, unseen } = await audit(here);
    expect(apps.map(({ summary, flow }) => [summary.developerName, flow.state])).toEqual([
      ['Billing_Sync', 'off'],
      ['Data_Lake', 'on'],
      ['ERP_Bridge', 'on'],
      ['Legacy_Loader', 'on'],
      ['Mailer', 'on'],
      ['Partner_Feed', 'off'],
    ]);
    const mailer = apps.find(({ summary }) => summary.developerName === 'Mailer');
    expect(mailer?.executionUser?.username).toBe(here.username('int.mailer'));
    expect(mailer?.consumers?.[0]?.slot).toMatchObject([{ state: 'Rotated' }]);
    expect(apps.find(({ summary }) => summary.developerName === 'Legacy_Loader')?.consumers).toHaveLength(2);
    expect(unseen).toEqual([]);
  });

  it('names what it left out because it was too much, and stops asking for it', async () => {
    const here = await world();
    const [asked, tooMuch] = [[] as string[], reason('OrgAnswersTooLarge', { host: 'acme', call: 'reading the apps' })];
    const refuse = (what: string) => async () => {
      asked.push(what);
      throw tooMuch;
    };
    const apps = { ...here.org.apps, consumers: refuse('consumers'), refreshTokenUsers: refuse('users') };
    const report = await auditOrg({
      ...{ org: { ...here.org, apps }, clock: systemClock(), state: null, tell: () => undefined },
    });
    expect(report.apps).toHaveLength(6);
    expect(report.unseen).toEqual([
      `OAuth consumers, staged and previous credentials: ${tooMuch.message}`,
      `Who uses which app: ${tooMuch.message}`,
    ]);
    expect(asked.filter((what) => what === 'consumers').length).toBeLessThanOrEqual(6);
  });

  it('says how many apps it has read', async () => {
    const here = await world();
    const told: unknown[] = [];
    await auditOrg({ org: here.org, clock: systemClock(), state: null, tell: (...step) => told.push(step) });
    expect(told).toEqual([['apps'], ['users'], ...[0, 1, 2, 3, 4, 5].map((read) => ['users', { read, of: 6 }])]);
  });

  it('changes nothing, and holds no secret', async () => {
    const here = await world('stranger');
    const before = await truth(here);
    const report = await audit(here);
    const after = await truth(here);
    expect(after).toMatchObject({ deploys: before.deploys, secretAccessOverRest: true });
    expect(after.apps).toEqual(before.apps);
    const secrets = before.apps.flatMap(({ consumers }) => consumers.flatMap(({ pairs }) => pairs));
    expect(secrets.length).toBeGreaterThan(6);
    const told = JSON.stringify(report);
    expect(secrets.filter(({ consumerSecret }) => told.includes(consumerSecret))).toEqual([]);
  });

  it("names somebody else's staged pair and its author", async () => {
    const here = await world('stranger');
    const { apps } = await audit(here);
    const findings = apps.find(({ summary }) => summary.developerName === 'Billing_Sync')?.findings;
    expect(findings).toMatchObject([{ code: 'StrangersPair', severity: 'caution' }]);
    expect(findings?.[0]?.sentence).toContain(`staged by ${here.username('otto.admin')} on`);
  });

  it('sees both sides of a flow', async () => {
    const here = await world();
    await here.act('setPolicy', { app: 'Billing_Sync', field: 'isClientCredentialsFlowEnabled', value: 'true' });
    const value = here.username('int.billing');
    await here.act('setPolicy', { app: 'Billing_Sync', field: 'clientCredentialsFlowUser', value });
    const { apps } = await audit(here);
    const billing = apps.find(({ summary }) => summary.developerName === 'Billing_Sync');
    expect(billing?.flow).toMatchObject({ state: 'half-on', app: false, policy: true });
    expect(adoptable({ apps } as Parameters<typeof adoptable>[0])).toHaveLength(4);
  });

  it('says once what it was not allowed to see, and tells the rest', async () => {
    const here = await world('locked-down');
    const { apps, unseen, secretAccess } = await audit(here);
    expect(secretAccess).toBe(false);
    expect(unseen).toEqual([expect.stringContaining('OAuth consumers, staged and previous credentials')]);
    expect(apps.every(({ consumers }) => consumers === null)).toBe(true);
    expect(apps.filter(({ flow }) => flow.state === 'on')).toHaveLength(4);
  });

  it.each(['tooling', 'none'])('works where apps can be queried from %s', async (ecaSoql) => {
    const here = await world();
    await here.knobs({ ecaSoql });
    const { apps } = await audit(here);
    expect(apps.filter(({ flow }) => flow.state === 'on')).toHaveLength(4);
  });

  it.each([
    { emptyStaged: '404' },
    { dateFormat: 'absent' },
    { dateFormat: 'zulu' },
    { secretOnGet: false },
    { verificationWall: true },
    { errorFlavour: 'text' },
  ])('works with %o', async (knobs) => {
    const here = await world();
    await here.knobs(knobs);
    const { apps } = await audit(here);
    expect(apps.filter(({ flow }) => flow.state === 'on')).toHaveLength(4);
  });
});
