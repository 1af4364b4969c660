import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import { confirmHandOver } from '../../../src/core/operate/hand-over.ts';
import { resumeRotation } from '../../../src/core/operate/operate.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { fieldOf } from '../../../src/practice-org/model/app.ts';
import { figure } from '../../support/figure.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { sample, upTo } from '../../support/sample.ts';
import { crashRun, everyCrash, pairsOfCrashes } from './crash-run.ts';
import { drive, respondTo } from './drive.ts';
import { checkEmergencyEnd, leak } from './emergency-ends.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

const base = { kind: 'emergency' } as const;
const byDeploy = {
  ...base,
  wishes: { byDeploy: true },
  sent: { stage: 0, rotate: 0, delete: 0, deploy: 1 },
} as const;
const thorough: readonly Story[] = [
  { ...base, name: 'emergency', deliveries: ['file:/etc/erp.env', 'exec:/opt/hand-over'] },
  { ...base, name: 'contained by the flow', wishes: { containBy: 'flow' } },
  { ...byDeploy, name: 'replaced by a deploy' },
];
const others: readonly Story[] = [
  { ...base, name: 'contained by a frozen user', wishes: { containBy: 'freeze' } },
  { ...base, name: 'asked for again, late', isAskedAgain: true, restartsAfterMs: 10_000 },
  {
    ...base,
    name: 'contained, asked for again, late',
    wishes: { containBy: 'flow' },
    isAskedAgain: true,
    restartsAfterMs: 10_000,
  },
  { ...base, name: 'with a consumer that a person updates', deliveries: ['manual:CI', 'file:/etc/erp.env'] },
  { ...base, name: 'nobody was named', deliveries: [] },
  { ...base, name: 'borrowed setting', isOff: true },
  { ...base, name: 'the place is taken by a pair of ours', before: [{ kind: 'stage' }], sent: { delete: 2 } },
  { ...base, name: 'the place is taken by the previous pair', before: [{}], sent: { delete: 2 } },
  { ...base, name: "the place is taken by a stranger's pair", hasStranger: true, sent: { delete: 2 } },
  { ...base, name: 'staged pairs get no token', knobs: { stagedUsable: false } },
  { ...base, name: "keyturn's own app", isSelf: true },
  { ...base, name: "keyturn's own app, contained", isSelf: true, wishes: { containBy: 'flow' } },
  { ...base, name: 'a place that takes no report', reportTo: '/taken' },
  { ...base, name: 'sessions kept', wishes: { keepsSessions: true } },
  { ...base, name: 'no dates, ids of the slot', knobs: { dateFormat: 'absent', idFollows: 'slot' } },
  { ...base, name: 'shared sessions', knobs: { sessionReuse: true } },
  { ...base, name: 'sessions that nobody lists', knobs: { ccSessionsListed: false } },
  { ...base, name: 'slow servers', knobs: { propagationMs: 120_000 } },
  { ...base, name: 'slow servers, contained', knobs: { propagationMs: 120_000 }, wishes: { containBy: 'flow' } },
  { ...byDeploy, name: 'replaced by a slow deploy', knobs: { deployMs: 5000 } },
  { ...byDeploy, name: "replaced by a deploy, behind somebody else's", knobs: { deployRunning: true } },
  { ...byDeploy, name: 'replaced by a deploy, asked for again', isAskedAgain: true },
  { ...byDeploy, name: 'replaced by a deploy, asked for again, late', isAskedAgain: true, restartsAfterMs: 10_000 },
];

describe('an emergency with a crash at every effect boundary', () => {
  it.each(thorough)('and pairs of crashes converge: $name', async (story) => {
    figure(await pairsOfCrashes(story, 17));
  });

  it.each(others)('converges: $name', async (story) => {
    figure(await everyCrash(story));
  });
});

describe('a deploy that replaces the pair is sent once, whenever the process dies around it', () => {
  it.each<Partial<Story>>([{}, { isAskedAgain: true }, { isAskedAgain: true, restartsAfterMs: 10_000 }])(
    'and goes on like this: %o',
    async (more) => {
      for (const crash of upTo(26)) await crashRun({ ...byDeploy, name: 'a deploy once', ...more }, [crash]);
    },
  );
});

it('begins anew when the new pair leaks as well, though somebody still waits for it', async () => {
  const world = new World({ ...base, name: 'twice', deliveries: ['manual:CI'] });
  await world.begin();
  const first = await respondTo(world, await world.process());
  expect(first.rotation).toMatchObject({ finishedAt: null, refusedAt: expect.any(Number) });
  const second = await respondTo(world, await world.process());
  expect(second.rotation).toMatchObject({ ends: first.rotation.stays, emergency: { freed: [first.rotation.ends] } });
  expect(world.memory.runs.map(({ outcome }) => outcome)).toContain('replaced');
  expect(world.consumer.primary.key).toBe(second.rotation.stays);
  expect(world.isLive(world.original)).toBe(false);
});

it('turns on again what a killed attempt had turned off, though the next one may not even look', async () => {
  const story: Story = { ...base, name: 'killed, then refused', wishes: { containBy: 'flow' } };
  const moments = Array.from({ length: 16 * 8 }, (_, index) => [1 + Math.floor(index / 8), index % 8] as const);
  for (const [crashAt, refusedRead] of sample(moments, 16)) {
    const world = new World(story);
    await world.begin();
    const stolen = leak(world);
    world.crashes = [crashAt];
    await respondTo(world, await world.process()).catch(() => undefined);
    world.crashes = [];
    let reads = 0;
    world.faultAt = (call) => {
      if (call === 'read') reads += 1;
      return call === 'read' && reads === refusedRead + 1 ? 'refused' : null;
    };
    for (let tries = 0; tries < 3; tries += 1) await drive(world);
    checkEmergencyEnd(world, stolen);
  }
});

describe("a program that can't be reached", () => {
  /** The leaked pair is dead, and the consumer has not got the new one. */
  async function unreached(): Promise<World> {
    const world = new World({ ...base, name: 'unreached', deliveries: ['exec:/opt/gone'] });
    await world.begin();
    world.faultAt = (call) => (call === 'deliver' ? 'down' : null);
    await expect(respondTo(world, await world.process())).rejects.toMatchObject({ code: 'DeliveryFailed' });
    return world;
  }

  it('is let go by a person who brings the pair there', async () => {
    const world = await unreached();
    const ports = await world.process();
    await confirmHandOver(ports, ports.watched, '/opt/gone');
    const end = await resumeRotation(ports, world.resuming(ports.watched));
    expect(end?.rotation.outcome).toBe('done');
  });

  it('holds up nobody who wants everything stopped because the new pair leaked', async () => {
    const world = await unreached();
    const { stays } = world.open ?? {};
    await respondTo(world, await world.process(), { containBy: 'flow' }).catch(() => undefined);
    expect(world.open).toMatchObject({ ends: stays, emergency: { containment: { by: 'flow' } } });
  });
});

it.each(['PermissionMissing', 'IdentityVerificationNeeded'] as const)(
  'stops everything though no pair can be staged (%s), and says what is true',
  async (code) => {
    const refused =
      code === 'PermissionMissing'
        ? reason(code, { username: 'ada', permissions: ['ViewClientSecret'] })
        : reason(code, { setupUrl: 'https://acme.example' });
    const world = new World({ ...base, name: code });
    await world.begin();
    const ports = await world.process();
    const openOrg = async (name: string) => {
      const org = await ports.openOrg(name);
      return {
        ...org,
        apps: { ...org.apps, staged: () => Promise.reject(refused), stage: () => Promise.reject(refused) },
      };
    };
    const plain = respondTo(world, { ...ports, openOrg });
    await expect(plain).rejects.toMatchObject({ code, safe: expect.stringContaining('The leaked credentials work') });
    const contained = respondTo(world, { ...ports, openOrg }, { containBy: 'flow' });
    await expect(contained).rejects.toMatchObject({ code, safe: expect.stringContaining('OAuth is off for this app') });
    expect(fieldOf(world.app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled')).toBe('false');
  },
);

it("ends with a verdict where the app gives no pair a token: the leaked one is refused, the new one can't be proved", async () => {
  const world = new World({ ...base, name: 'the flow is off' });
  await world.begin();
  const { key, secret } = world.consumer.primary;
  const { orgId } = world.org;
  world.entries.set(key, {
    orgId,
    app: 'ERP_Bridge',
    consumerKey: key,
    consumerSecret: new Secret(secret),
    savedAt: 0,
  });
  const ports = await world.process();
  const openOrg = async (name: string) => {
    const org = await ports.openOrg(name);
    const clientCredentials: typeof org.tokens.clientCredentials = async (...question) => {
      const answer = await org.tokens.clientCredentials(...question);
      const isOff = answer.kind === 'issued';
      const description = fromOutside('client credentials flow not enabled');
      return isOff ? { kind: 'error', status: 400, error: fromOutside('invalid_grant'), description } : answer;
    };
    return { ...org, tokens: { ...org.tokens, hold: async () => null, clientCredentials } };
  };
  const begun = world.clock.now();
  await expect(respondTo(world, { ...ports, openOrg })).rejects.toMatchObject({
    code: 'NewPairUnproved',
    exitCode: 3,
    message: expect.stringContaining('are replaced, and Salesforce refuses them. They got no token before'),
    safe: expect.stringContaining('The leaked credentials no longer work'),
  });
  expect(world.open).toMatchObject({ refusedAt: expect.any(Number), primaryProvedAt: null });
  // The refusal has to stand for a minute, as no other pair is accepted; nothing else is waited for.
  expect(world.clock.now() - begun).toBeLessThan(120_000);
});
