import { describe, expect, it } from 'vitest';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { EmergencyPerson } from './emergency-person.ts';
import { Person } from './person.ts';

/** What an integration has, and keyturn gets as well: Salesforce gives one token to all requests of one app and user. */
async function tokenOf({ watched, original }: RotationBench): Promise<string> {
  const { instanceUrl } = await watched();
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: original.consumerKey,
    client_secret: original.consumerSecret,
  });
  const answer = await fetch(`${instanceUrl}/services/oauth2/token`, { method: 'POST', body });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

interface Truth {
  readonly sessions: readonly { readonly id: string; readonly kind: string; readonly live: boolean }[];
  readonly calls: Readonly<Record<string, number>>;
}

/** The live sessions of client credentials, and the requests that ended a token or a session. */
async function seen({ truth }: RotationBench) {
  const { sessions, calls } = (await truth()) as unknown as Truth;
  return {
    live: sessions.filter(({ kind, live }) => kind === 'client-credentials' && live).map(({ id }) => id),
    endings: Object.keys(calls).filter((call) => /revoke|logout|^DELETE .*(AuthSession|tokens)/i.test(call)),
  };
}

describe('the token that consumers share with each other and with keyturn', () => {
  it('is never ended by a rotation, from the first verification to the end of the previous credentials', async () => {
    await withRotationBench({}, async (bench) => {
      expect(await tokenOf(bench)).toBe(await tokenOf(bench));
      const { live } = await seen(bench);
      expect(live).toHaveLength(1);
      const { stop } = await new Person(bench).run({ kind: 'rotate', graceDays: 0, confirm: true });
      expect(stop).toBeNull();
      expect((await bench.pairs()).map(({ accepted }) => accepted).sort()).toEqual([false, true]);
      expect(await seen(bench)).toEqual({ live, endings: [] });
    });
  });

  it('is ended by an emergency, whose plan says so, and nothing else is', async () => {
    await withRotationBench({ scenario: 'leak', app: 'Billing_Sync' }, async (bench) => {
      await tokenOf(bench);
      const before = await seen(bench);
      const { stop } = await (await EmergencyPerson.open(bench)).run(null);
      expect(stop).toBeNull();
      const { live, endings } = await seen(bench);
      expect(live.filter((id) => before.live.includes(id))).toEqual([]);
      expect(endings.filter((call) => !call.includes('/sobjects/AuthSession/'))).toEqual([]);
    });
  });
});
