import { describe, expect, it } from 'vitest';
import { type Call, commands } from '../../src/cli/commands.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { checkSince, chosenApps, wishesOf } from '../../src/cli/emergency/wishes.ts';
import { valuesOf } from '../../src/cli/inputs.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';

const now = Date.UTC(2026, 10, 27, 6);
const none = valuesOf(commands.emergency.inputs);
const since = (text: string) => checkSince(wishesOf({ ...none, app: 'Billing_Sync', since: text }), now);

describe('--since', () => {
  it.each(['2026-11-20', '2026-11-20T08:00:00Z', '2026-11-27T07:00:00+02:00'])('takes %s', (text) => {
    expect(() => since(text)).not.toThrow();
  });
  it.each([
    ['yesterday', '--since must be a date or a time'],
    ['2026-11-31', '--since must be a date or a time'],
    ['2026-02-30T10:00:00Z', '--since must be a date or a time'],
    ['2030-01-01T00:00:00Z', 'is in the future'],
  ])('refuses %s: %s', (text, problem) => {
    expect(() => since(text)).toThrow(problem);
  });
});

const billing = watchedApp();
const lake = watchedApp({ app: 'Data_Lake', executionUser: { id: '005b', username: 'int.lake@acme.example' } });
const abroad = watchedApp({ app: 'Abroad', orgId: '00D2', org: 'acme-eu', username: 'admin@eu.example' });

async function chosen(call: Partial<Call<'emergency'>>, { targetOrg, byDefault = null }: Orgs = {}) {
  const context = { flags: { targetOrg } } as unknown as CommandContext;
  const from = { watched: [billing, lake, abroad], ports: { signIns: { defaultOrg: async () => byDefault } } };
  const apps = await chosenApps(context, from, { ...none, all: true, ...call });
  return apps.map(({ app }) => app);
}

interface Orgs {
  readonly targetOrg?: string;
  readonly byDefault?: string | null;
}

describe('emergency --all', () => {
  it('takes every watched app of the org that is named, else of the usual one', async () => {
    expect(await chosen({}, { targetOrg: 'acme', byDefault: 'acme-eu' })).toEqual(['Billing_Sync', 'Data_Lake']);
    expect(await chosen({}, { byDefault: 'acme-eu' })).toEqual(['Abroad']);
  });

  it('asks which org is meant where none is the usual one', async () => {
    await expect(chosen({})).rejects.toThrow('--all needs -o <org> or --execution-user <username>');
  });

  it('takes the apps of one user alone, of whatever org', async () => {
    expect(await chosen({ executionUser: 'INT.lake@acme.example' }, { byDefault: 'acme-eu' })).toEqual(['Data_Lake']);
  });

  it('names the users that watched apps run as where nobody runs as the one that is named', async () => {
    await expect(chosen({ executionUser: 'unknown@x' }, { targetOrg: 'acme' })).rejects.toMatchObject({
      code: 'NobodyRunsAs',
      message: 'No watched app runs as unknown@x',
      actions: [expect.stringContaining('int.billing@acme.example, int.lake@acme.example'), expect.anything()],
    });
  });

  it('names the orgs of watched apps where none is called like that', async () => {
    const told = { code: 'OrgNotWatched', actions: ['Use one of: acme, acme-eu.'] };
    await expect(chosen({}, { targetOrg: 'foo' })).rejects.toMatchObject(told);
  });
});
