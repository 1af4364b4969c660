import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComponentRef, ComponentType, MetadataFile } from '../../src/core/model/app.ts';
import { type PracticeWorld, startPracticeWorld } from './practice-world.ts';

const types: ComponentType[] = [
  'ExternalClientApplication',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthConfigurablePolicies',
];
const element = 'isClientCredentialsFlowEnabled';

let world: PracticeWorld;
beforeEach(async () => {
  world = await startPracticeWorld();
});
afterEach(() => world.close());

async function componentsOf(app: string): Promise<readonly ComponentRef[]> {
  return (await world.org.metadata.list(types)).filter(({ fullName }) => fullName.startsWith(app));
}

/** The two files that turn the flow on, with the elements changed that must change. */
async function filesWithFlow(app: string, username: string): Promise<readonly MetadataFile[]> {
  const files = await world.org.metadata.retrieve(await componentsOf(app));
  return files.flatMap((file) => {
    const text = new TextDecoder().decode(file.content);
    const isPolicy = file.type === 'ExtlClntAppOauthConfigurablePolicies';
    if (!isPolicy && file.type !== 'ExtlClntAppGlobalOauthSettings') return [];
    const user = isPolicy ? `<clientCredentialsFlowUser>${username}</clientCredentialsFlowUser>\n    ` : '';
    const changed = text
      .replace(`<${element}>false</${element}>`, `<${element}>true</${element}>`)
      .replace('<externalClientApplication>', `${user}<externalClientApplication>`);
    return [{ ...file, content: new TextEncoder().encode(changed) }];
  });
}

async function finished(id: string) {
  for (;;) {
    const progress = await world.org.metadata.deployStatus(id);
    if (progress.done) return progress;
  }
}

describe('listing and retrieving', () => {
  it('finds the five components of an app, and their files', async () => {
    const components = await componentsOf('Billing_Sync');
    expect(components.map(({ type }) => type).sort()).toEqual([...types].sort());
    const files = await world.org.metadata.retrieve([
      ...components,
      { type: 'ExternalClientApplication', fullName: 'Gone' },
    ]);
    expect(files.map(({ fullName }) => fullName).sort()).toEqual(components.map(({ fullName }) => fullName).sort());
  });

  it('retrieves nothing of nothing, without a call', async () => {
    const before = await world.calls('/services/Soap');
    await expect(world.org.metadata.retrieve([])).resolves.toEqual([]);
    expect(await world.calls('/services/Soap')).toBe(before);
  });

  it('names the permission when the person lacks it', async () => {
    for (const permission of ['ModifyMetadata', 'ModifyAllData']) {
      await world.act('revokePermission', { username: world.practice.username, permission });
    }
    await expect(world.org.metadata.list(types)).rejects.toMatchObject({ code: 'PermissionMissing' });
  });
});

describe('deploying', () => {
  it('turns the flow on, so that the credentials get a token', async () => {
    const files = await filesWithFlow('Billing_Sync', world.username('int.billing'));
    const id = await world.org.metadata.startDeploy({ files, checkOnly: false });
    const progress = await finished(id);
    expect(progress).toMatchObject({ status: 'Succeeded', checkOnly: false, failures: [], componentsTotal: 2 });
    expect(progress.components.map(({ changed }) => changed)).toEqual([true, true]);
    const app = await world.app('Billing_Sync');
    expect(app.flow).toEqual({ kind: 'on', runsAs: world.username('int.billing') });
    const [consumer] = await world.org.apps.consumers(app.id);
    const pair = await world.org.apps.readPair(app.id, consumer?.id ?? '');
    await expect(world.org.tokens.clientCredentials(pair)).resolves.toMatchObject({
      kind: 'issued',
      username: world.username('int.billing'),
    });
    await expect(world.org.metadata.recentDeploys()).resolves.toMatchObject([
      { id, status: 'Succeeded', checkOnly: false },
    ]);
  });

  it('checks without changing anything', async () => {
    const files = await filesWithFlow('Billing_Sync', world.username('int.billing'));
    const id = await world.org.metadata.startDeploy({ files, checkOnly: true });
    await expect(finished(id)).resolves.toMatchObject({ status: 'Succeeded', checkOnly: true });
    await expect(world.app('Billing_Sync')).resolves.toMatchObject({ flow: { kind: 'off' } });
  });

  it("reports the org's reason for a failure, and rolls everything back", async () => {
    const files = await filesWithFlow('Billing_Sync', 'nobody@acme.example');
    const progress = await finished(await world.org.metadata.startDeploy({ files, checkOnly: false }));
    expect(progress).toMatchObject({ status: 'Failed', failures: [{ type: 'ExtlClntAppOauthConfigurablePolicies' }] });
    expect(progress.failures[0]?.problem).toContain('nobody@acme.example');
    await expect(world.app('Billing_Sync')).resolves.toMatchObject({ flow: { kind: 'off' } });
  });

  it('is found again in the list of deploys when its answer is lost, and was sent once', async () => {
    const files = await filesWithFlow('Billing_Sync', world.username('int.billing'));
    await world.fault({ kind: 'drop-answer', contains: '<deploy>' });
    await expect(world.org.metadata.startDeploy({ files, checkOnly: false })).rejects.toMatchObject({
      code: 'OrgUnreachable',
    });
    const deploys = await world.org.metadata.recentDeploys();
    expect(deploys).toHaveLength(1);
    const person = (await world.org.facts()).person;
    expect(deploys[0]?.createdById.slice(0, 15)).toBe(person.id.slice(0, 15));
    await expect(finished(deploys[0]?.id ?? '')).resolves.toMatchObject({ status: 'Succeeded' });
  });

  it('can be cancelled', async () => {
    await world.knobs({ deployMs: 3_600_000 });
    const files = await filesWithFlow('Billing_Sync', world.username('int.billing'));
    const id = await world.org.metadata.startDeploy({ files, checkOnly: false });
    await world.org.metadata.cancelDeploy(id);
    await expect(finished(id)).resolves.toMatchObject({ status: 'Canceled' });
  });
});

describe('secret access', () => {
  it('is turned off and on again, and read back', async () => {
    await expect(world.org.secretAccess()).resolves.toBe(true);
    await world.org.metadata.setSecretAccess(false);
    await expect(world.org.secretAccess()).resolves.toBe(false);
    await world.org.metadata.setSecretAccess(true);
    await expect(world.org.secretAccess()).resolves.toBe(true);
  });

  it.each(['tooling', 'none'])('is read where the org has its objects in %s', async (ecaSoql) => {
    await world.knobs({ ecaSoql });
    await world.act('secretAccess', { on: false });
    await expect(world.org.secretAccess()).resolves.toBe(false);
  });
});
