import { describe, expect, it } from 'vitest';
import { type CardPorts, writeCardOf } from '../../../src/core/card/write-card.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { breakGlassCard, type CardFacts } from '../../../src/core/words/card.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { targets } from '../../support/targets.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const deliveries = targets('file:/etc/erp.env', 'manual:Nightly export', 'manual:CI');

function card(facts: Partial<CardFacts> = {}): string {
  return breakGlassCard({
    watched: watchedApp({ deliveries }),
    contacts: { 'Nightly export': 'Ada, +49 30 1234', 'file:/etc/erp.env': 'ERP on-call' },
    drill: null,
    sameUser: [],
    writtenAt: noon,
    isPractice: false,
    ...facts,
  });
}

const shell = (text: string) => [...text.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, lines]) => lines).join('\n');

describe('the break-glass card', () => {
  it('names all that tells the app from others', () => {
    const text = card();
    for (const value of [
      'Acme Corp',
      '00D000000000001AAA',
      'https://acme.my.salesforce.com',
      '0xI000000000001AAA',
      '888000000000001AAA',
      '3MVG9key',
      'int.billing@acme.example',
      '005000000000001AAA',
      '2027-03-01',
    ])
      expect(text).toContain(value);
  });

  it('says before the first sign-in what it needs besides a password', () => {
    const text = card();
    expect(text.indexOf('passkey or security key')).toBeGreaterThan(text.indexOf('## In a terminal'));
    expect(text.indexOf('passkey or security key')).toBeLessThan(text.indexOf('sf org login web'));
  });

  it('names the contact for each consumer, and says where there is none', () => {
    const text = card();
    expect(text).toContain('| Nightly export | by hand | Ada, +49 30 1234 |');
    expect(text).toContain('| /etc/erp.env | normally by keyturn, now by hand | ERP on-call |');
    expect(text).toContain('| CI | by hand | **no contact given** |');
    expect(card({ watched: watchedApp() })).toContain('Whatever uses the credentials loses access');
  });

  it.each([
    ['https://acme.my.salesforce.com', 'https://acme.my.salesforce-setup.com'],
    ['https://acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce-setup.com'],
    ['https://acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.my.salesforce-setup.com'],
  ])('knows where Setup of %s is', (instanceUrl, setup) => {
    expect(card({ watched: watchedApp({ instanceUrl }) })).toContain(
      `<${setup}/lightning/setup/ExternalClientApplicationSettings/home>`,
    );
  });

  it('says how long the last drill took, or that there never was one', () => {
    expect(card()).toContain('**never**');
    expect(card({ drill: { at: noon, refusedAfterMs: 4200 } })).toContain(
      '4.2 s until credentials are refused (measured 2027-03-01)',
    );
  });

  it('says who else stands still when the user is frozen', () => {
    const row = (sameUser: CardFacts['sameUser']) =>
      /^\| other watched apps of that user \| (.*) \|$/m.exec(card({ sameUser }))?.[1];
    expect([row(['ERP_Bridge']), row([])]).toEqual(['ERP\\_Bridge', 'none']);
  });

  it('takes those from the watch: of the same org and user, and not the app itself', async () => {
    const user = { id: '005000000000001AAA', username: 'int.billing@acme.example' };
    const app = (name: string, fields: Partial<WatchedApp> = {}) =>
      watchedApp({ app: name, executionUser: user, ...fields });
    const all = [
      app('Billing_Sync'),
      app('ERP_Bridge'),
      app('Mailer', { executionUser: { ...user, id: '005000000000002AAA' } }),
      app('Data_Lake', { orgId: '00D000000000009AAA' }),
    ];
    const clock = new FakeClock(noon);
    let text = '';
    const incidents = {
      writeCard: async (_path: string, markdown: string) => {
        text = markdown;
      },
    };
    const state = { apps: { list: async () => all } } as unknown as CardPorts['state'];
    await writeCardOf({ state, clock, incidents, contacts: {}, isPractice: false }, app('Billing_Sync'), '/card.md');
    expect(/^\| other watched apps of that user \| (.*) \|$/m.exec(text)?.[1]).toBe('ERP\\_Bridge');
  });

  it('leaves the freeze to the browser where nobody knows the user', () => {
    const text = card({ watched: watchedApp({ executionUser: null }) });
    expect(text).not.toContain('IsFrozen');
    expect(text).toContain('Setup ▸ Users ▸ the user ▸ Freeze');
  });

  it('reads secrets from the keyboard only, and hands none to a program as an argument', () => {
    const lines = shell(card());
    expect(lines.match(/^read -rsp/gm)).toHaveLength(2);
    expect(lines).not.toMatch(/ (?:-[Hdu]|--header|--data\S*|--user) [^|\n]*\$\{?(?:TOKEN|OLD|NEW_SECRET)/);
    expect(lines).not.toMatch(/\b(?:export|env)\b/);
  });

  const evil = "[x](https://evil.example)|$(touch /tmp/x)`id`'; rm\n```\n# own";
  it('lets no text of an org become markup or a command', () => {
    const text = card({
      watched: watchedApp({
        orgName: evil,
        label: evil,
        app: evil,
        appId: evil,
        consumerId: evil,
        consumerKey: evil,
        instanceUrl: evil,
        executionUser: { id: evil, username: evil },
        deliveries: targets(`manual:${evil}`),
      }),
      contacts: { [evil]: evil },
      sameUser: [evil],
    });
    expect(text.match(/^```/gm)).toHaveLength(2 * 9);
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
    expect(shell(text)).not.toMatch(/touch \/tmp|`|; rm/);
    expect(text).not.toMatch(/(?<!\\)\[x|https:\/\/evil.example\)/);
  });

  it('keeps it in sight that a practice org is not real', () => {
    expect(card({ isPractice: true })).toContain('none of this is real');
    expect(card()).not.toContain('none of this is real');
  });

  it('names commands that work where it was written', () => {
    const commands = (text: string) => [...text.matchAll(/`(keyturn [^`]*)`/g)].map(([, command]) => command);
    const plain = ['keyturn emergency Billing_Sync --confirm Billing_Sync', 'keyturn watch Billing_Sync'];
    expect(commands(card())).toEqual(plain);
    expect(commands(card({ isPractice: true }))).toEqual(plain.map((command) => `${command} --practice`));
  });
});
