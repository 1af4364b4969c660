import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import {
  joinPracticeOrg,
  openPracticeOrg,
  PracticeOrgError,
  PracticeOrgHeld,
  type RunningPracticeOrg,
  resetPracticeOrg,
  startPracticeOrg,
} from '../../src/practice-org/start.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { overHttp, runOrg, seededAt } from './support/running-org.ts';

const now = seededAt;

async function inAnotherProcess(folder: string): Promise<{ child: ChildProcess; running: RunningPracticeOrg }> {
  const child = fork(new URL('./support/org-process.ts', import.meta.url), [folder], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [running] = (await once(child, 'message')) as [RunningPracticeOrg];
  return { child, running };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('an org and the folder it is kept in', () => {
  it('is the same org after a restart: id, users, token, credentials and knobs', async () => {
    const folder = tempFolder();
    const first = await startPracticeOrg({ folder, now });
    await overHttp(first, folder).control('PUT', '/knobs', { propagationMs: 40_000 });
    const { apps } = await overHttp(first, folder).state();
    await first.close();
    const { running, state, control } = await runOrg({ folder, now: now + 1 });
    expect(running).toMatchObject({ orgId: first.orgId, username: first.username, accessToken: first.accessToken });
    expect((await state()).apps.map(({ consumers }) => consumers)).toMatchObject(
      apps.map(({ consumers }) => consumers.map(({ id }) => ({ id }))),
    );
    expect(await (await control('GET', '/knobs')).json()).toContainEqual(
      expect.objectContaining({ name: 'propagationMs', value: 40_000 }),
    );
  });

  it('shares org id, user domain, token and keys with no other org', async () => {
    const orgs = [await runOrg(), await runOrg()];
    const facts = await Promise.all(
      orgs.map(async ({ running, app }) => [
        running.orgId,
        running.username,
        running.accessToken,
        (await app('Billing_Sync')).consumers[0]?.pairs[0]?.consumerKey,
      ]),
    );
    for (const [index, fact] of (facts[0] ?? []).entries()) expect(fact).not.toBe(facts[1]?.[index]);
  });

  it('keeps every file to its owner', async () => {
    const { folder } = await runOrg({ tls: true });
    const modes = readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
    expect(modes).toEqual(modes.map(([name]) => [name, '600']));
    expect(modes.map(([name]) => name)).toEqual(
      expect.arrayContaining(['org.json', 'org.lock', 'running.json', 'tls-key.pem']),
    );
  });

  it('loses nothing that it answered, even if killed right afterwards', async () => {
    const folder = tempFolder();
    for (let round = 0; round < 4; round += 1) {
      const { child, running } = await inAnotherProcess(folder);
      const org = overHttp(running, folder);
      const frozen = org.username(['maria.lopez', 'svc.erp', 'int.mailer', 'svc.reports'][round] ?? '');
      const staged = round === 0 ? await org.control('POST', '/act', { act: 'stage', app: 'ERP_Bridge' }) : null;
      expect((await org.control('POST', '/act', { act: 'freeze', username: frozen })).status).toBe(200);
      await kill(child);
      const again = await startPracticeOrg({ folder, now });
      const soql = `SELECT UserId FROM UserLogin WHERE IsFrozen = true AND UserId IN (SELECT Id FROM User WHERE Username = '${frozen}')`;
      const answer = await overHttp(again, folder).fetch(`/services/data/v65.0/query?q=${encodeURIComponent(soql)}`);
      expect(await answer.json()).toMatchObject({ totalSize: 1 });
      if (staged) {
        const { consumerKey } = (await staged.json()) as { consumerKey: string };
        const [consumer] = (await overHttp(again, folder).app('ERP_Bridge')).consumers;
        expect(consumer?.pairs).toContainEqual(expect.objectContaining({ consumerKey, slot: 'staged' }));
      }
      await again.close();
    }
  });

  it('remembers sign-ins when it is closed', async () => {
    const folder = tempFolder();
    const first = await runOrg({ folder });
    const [pair] = (await first.app('ERP_Bridge')).consumers[0]?.pairs ?? [];
    if (!pair) throw new Error('no pair');
    expect((await first.token(pair)).status).toBe(200);
    const soql = `SELECT LastLoginDate FROM User WHERE Username = '${first.username('svc.erp')}'`;
    const path = `/services/data/v65.0/query?q=${encodeURIComponent(soql)}`;
    const before = await (await first.fetch(path)).json();
    await first.running.close();
    const second = await runOrg({ folder });
    expect(await (await second.fetch(path)).json()).toEqual(before);
  });

  it.each([
    ['half a file', '{"format":1,"orgId":"00D'],
    ['another format', '{"format":2}'],
    ['an org without its parts', '{"format":1,"orgId":"00Dxx0000000001AAA","apps":[]}'],
    ['an empty file', ''],
  ])('sets %s aside, says so and starts anew', async (_what, content) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'org.json'), content);
    const { running } = await runOrg({ folder });
    expect(running.setAside).toMatch(/org\.json\.damaged-/);
    expect(readFileSync(running.setAside ?? '', 'utf8')).toBe(content);
    expect(running.orgId).toMatch(/^00D/);
  });

  it('leaves a state alone that it cannot read', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'org.json'));
    await expect(startPracticeOrg({ folder, now })).rejects.toThrow(PracticeOrgError);
    expect(readdirSync(folder)).toContain('org.json');
  });

  it('uses the default of a knob that is missing from an old state', async () => {
    const folder = tempFolder();
    await (await startPracticeOrg({ folder, now })).close();
    const path = join(folder, 'org.json');
    const data = JSON.parse(readFileSync(path, 'utf8')) as { knobs: Record<string, unknown> };
    delete data.knobs.createBundle;
    writeFileSync(path, JSON.stringify(data));
    const { control } = await runOrg({ folder });
    expect(await (await control('GET', '/knobs')).json()).toContainEqual(
      expect.objectContaining({ name: 'createBundle', value: true }),
    );
  });
});

describe('two processes with the same org', () => {
  it('is joined by the second process, and keeps running when that one leaves', async () => {
    const { running, folder, state } = await runOrg();
    const joined = await joinPracticeOrg(folder);
    expect(joined).toMatchObject({ orgId: running.orgId, accessToken: running.accessToken, isOurs: false });
    await joined?.close();
    expect((await state()).orgId).toBe(running.orgId);
  });

  it('is one org for several that open it at once', async () => {
    const folder = tempFolder();
    const opened = await Promise.all([
      openPracticeOrg({ folder, now }),
      openPracticeOrg({ folder, now }),
      ...[1, 2].map(async () => (await inAnotherProcess(folder)).running),
    ]);
    expect(new Set(opened.map(({ instanceUrl, orgId }) => `${instanceUrl} ${orgId}`)).size).toBe(1);
    expect(opened.filter(({ isOurs }) => isOurs)).toHaveLength(1);
    for (const org of opened) if (org.isOurs && org.pid === process.pid) await org.close();
  });

  it('refuses a second start and says which process has it', async () => {
    const { folder } = await runOrg();
    await expect(startPracticeOrg({ folder, now })).rejects.toThrow(new PracticeOrgHeld(process.pid));
  });

  it('refuses to start over while it runs', async () => {
    const { folder, state, running } = await runOrg();
    await expect(resetPracticeOrg({ folder, now })).rejects.toThrow('it is already running');
    expect((await state()).orgId).toBe(running.orgId);
  });

  it('starts over as another org once it is closed', async () => {
    const folder = tempFolder();
    const first = await startPracticeOrg({ folder, now });
    await first.close();
    await resetPracticeOrg({ folder, now, scenario: 'locked-down' });
    const { running, state } = await runOrg({ folder });
    expect(running.scenario).toBe('locked-down');
    expect(running.orgId).not.toBe(first.orgId);
    expect((await state()).secretAccessOverRest).toBe(false);
  });

  it('does not mistake the registration of a killed process for a running org', async () => {
    const folder = tempFolder();
    const { child } = await inAnotherProcess(folder);
    await kill(child);
    expect(readdirSync(folder)).toContain('running.json');
    expect(await joinPracticeOrg(folder)).toBeNull();
    const { running } = await runOrg({ folder });
    expect(running.isOurs).toBe(true);
  });

  it('does not join an org that answers with another id', async () => {
    const { folder } = await runOrg();
    const path = join(folder, 'running.json');
    const address = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...address, orgId: '00Dxx0000000009AAA' }));
    expect(await joinPracticeOrg(folder)).toBeNull();
  });

  it('leaves the org of the next one alone when it is closed a second time', async () => {
    const folder = tempFolder();
    const first = await startPracticeOrg({ folder, now });
    await first.close();
    const { running } = await runOrg({ folder });
    await first.close();
    expect(await joinPracticeOrg(folder)).toMatchObject({ instanceUrl: running.instanceUrl });
  });
});

describe('what it is started with', () => {
  it('refuses an unknown scenario and lists the known ones', async () => {
    await expect(startPracticeOrg({ folder: tempFolder(), now, scenario: 'toString' })).rejects.toThrow(
      'unknown scenario toString; choose acme, locked-down',
    );
  });

  it('refuses a port that is taken, and lets go of the folder', async () => {
    const { running } = await runOrg();
    const folder = tempFolder();
    const port = Number(new URL(running.instanceUrl).port);
    await expect(startPracticeOrg({ folder, now, port })).rejects.toThrow(PracticeOrgError);
    expect((await runOrg({ folder })).running.isOurs).toBe(true);
  });

  it('speaks HTTPS with a certificate of its own on request, the same at the next start', async () => {
    const folder = tempFolder();
    const certificates: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      // A client judges a certificate by the machine's time.
      const running = await startPracticeOrg({ folder, now: systemClock().now(), tls: true });
      const ca = readFileSync(running.certificatePath ?? '', 'utf8');
      certificates.push(ca);
      const versions = await new Promise<string>((resolve, reject) => {
        const options = { ca, agent: false };
        get(`${running.instanceUrl}/.well-known/openid-configuration`, options, (answer) => {
          text(answer).then(resolve, reject);
        }).on('error', reject);
      });
      expect(JSON.parse(versions)).toMatchObject({ issuer: running.instanceUrl });
      await expect(fetch(running.instanceUrl)).rejects.toThrow();
      expect(await joinPracticeOrg(folder)).toMatchObject({ orgId: running.orgId });
      await running.close();
    }
    expect(certificates[0]).toBe(certificates[1]);
  });
});
