import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsReader, usualSettings } from '../../../src/core/adapters/config.ts';
import { lastGoodFile } from '../../../src/core/adapters/last-good-settings.ts';
import { secretsOfChannel } from '../../../src/core/reminders/channel-route.ts';
import { loadSettings } from '../../support/load-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function settingsIn(text: string) {
  const home = tempFolder();
  writeFileSync(join(home, 'config.json5'), text);
  return loadSettings(home);
}

const day = 86_400_000;
/** Of somebody who set nothing. */
const none = {
  store: null,
  defaults: {},
  orgs: {},
  apps: {},
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  quietHours: null,
  window: null,
  stageAheadMs: 14 * day,
  isStageAheadChosen: false,
  checkEveryMs: day,
  channels: [],
  contacts: {},
  environment: {},
};

describe('the settings', () => {
  it('are none without a file', async () => {
    expect(await loadSettings(tempFolder())).toEqual(none);
  });

  it.each(['', '  \n', '{}', '\uFEFF{ /* nothing yet */ }'])(
    'are none in a file that says nothing: %j',
    async (text) => {
      expect(await settingsIn(text)).toEqual(none);
    },
  );

  it('are read with comments, single quotes and commas at the end', async () => {
    const text = `{
      // the laptop has no keyring
      store: 'file',
      defaults: { maxAge: '60d', remind: '14d,7d,1d', grace: '0', automation: 'rotate', },
    }`;
    expect(await settingsIn(text)).toEqual({
      ...none,
      store: 'file',
      defaults: { maxAgeDays: 60, remindDays: [14, 7, 1], graceDays: 0, automation: 'rotate' },
    });
  });

  it('name whom to call for a consumer', async () => {
    const text = `{ contacts: { 'Nightly export': ' Ada, +49 30 1234 ' } }`;
    expect((await settingsIn(text)).contacts).toEqual({ 'Nightly export': 'Ada, +49 30 1234' });
  });

  it('take reminders as a list, too', async () => {
    expect(await settingsIn(`{ defaults: { remind: ['1d', '2w'] } }`)).toEqual({
      ...none,
      defaults: { remindDays: [14, 1] },
    });
  });

  it.each([
    [`{ stor: 'file' }`, 'unknown setting stor: did you mean store?'],
    [`{ defaults: { maxage: '60d' } }`, 'unknown setting defaults.maxage: did you mean maxAge?'],
    [`{ defaults: { gracePeriod: '7d' } }`, 'use one of maxAge, remind, grace, automation'],
    [`{ passphrase: 'x' }`, 'unknown setting passphrase: use one of store, defaults, orgs, apps, timeZone'],
    [`{ 'sto\\u001b[31mre': 1 }`, 'unknown setting store: '],
    [`{ store: 'vault' }`, 'store must be one of keychain, file'],
    [`{ store: 1 }`, 'store must be one of keychain, file'],
    [`{ defaults: { automation: 'all' } }`, 'defaults.automation must be one of remind, stage, rotate'],
    [`{ defaults: { maxAge: '90' } }`, 'defaults.maxAge: "90" is not a number of days'],
    [`{ defaults: { maxAge: 90 } }`, 'defaults.maxAge: '],
    [`{ defaults: { grace: '11y' } }`, 'defaults.grace: '],
    [`{ defaults: { remind: 'soon' } }`, 'defaults.remind: '],
    [`{ defaults: { grace: '31d' } }`, 'defaults.grace: "31d" is too long: at most 30d'],
    [`{ orgs: { acme: { window: {} } } }`, 'unknown setting orgs.acme.window: use one of maxAge'],
    [`{ apps: { Billing: { windw: {} } } }`, 'unknown setting apps.Billing.windw: did you mean window?'],
    [`{ timeZone: 'Berlin' }`, 'timeZone: it is not a time zone: give one such as Europe/Berlin'],
    [`{ timeZone: '+02:00' }`, 'timeZone: it is not a time zone'],
    [`{ quietHours: { from: '22:00' } }`, 'quietHours.to: it is missing'],
    [`{ quietHours: { from: '22:00', to: '7:00' } }`, 'quietHours.to: it is not a time of day: give one such as 22:00'],
    [`{ quietHours: { from: '22:00', to: '24:00' } }`, 'quietHours.to: it is not a time of day'],
    [`{ quietHours: { weekend: true } }`, 'unknown setting quietHours.weekend: did you mean weekends?'],
    [`{ window: { days: ['mo'], from: '22:00', to: '02:00' } }`, 'window.days.0 must be one of mon, tue, wed'],
    [`{ window: { days: [], from: '22:00', to: '02:00' } }`, 'window.days: name a day'],
    [`{ stageAhead: '30d' }`, 'stageAhead: "30d" is too long: at most 29d'],
    [`{ checkEvery: '14m' }`, 'checkEvery: "14m" is too short: at least 15m'],
    [`{ checkEvery: 'daily' }`, 'checkEvery: "daily" is not a duration'],
    [`{ contacts: { CI: '' } }`, 'contacts.CI: say who to call'],
    [`{ contacts: { CI: '${'x'.repeat(201)}' } }`, 'contacts.CI: it is too long: at most 200 characters'],
    [`{ contacts: { CI: ['Ada'] } }`, 'contacts.CI'],
    [`[]`, 'it must be an object'],
    [`{ store: 'file'`, 'it is not valid JSON5 (invalid end of input at 1:16)'],
    [`{\n  store: file\n}`, 'it is not valid JSON5 (invalid character '],
  ])('%s is refused with: %s', async (text, problem) => {
    await expect(settingsIn(text)).rejects.toMatchObject({
      code: 'ConfigInvalid',
      exitCode: 2,
      message: expect.stringContaining(problem),
    });
  });

  it('are refused when they can not be read', async () => {
    const home = tempFolder();
    mkdirSync(join(home, 'config.json5'));
    await expect(loadSettings(home)).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: `${join(home, 'config.json5')}: keyturn can't read it: it is a folder`,
    });
  });

  it('are read again whenever the file changes', async () => {
    const home = tempFolder();
    const path = join(home, 'config.json5');
    const read = settingsReader(home);
    const stores: (string | null)[] = [];
    for (const text of ["{ store: 'file' }", "{ store: 'fi", "{ store: 'keychain' }", null]) {
      if (text === null) rmSync(path);
      else writeFileSync(path, text);
      stores.push((await read()).settings.store);
    }
    expect(stores).toEqual(['file', 'file', 'keychain', null]);
  });

  it('hold calendars in the time zone that is named, and else in that of the computer', async () => {
    const spans = `quietHours: { from: '20:00', to: '07:00' }, window: { from: '01:00', to: '04:00' }`;
    const apps = `apps: { 'acme/Billing': { grace: '3d', window: { days: ['sat'], from: '22:00', to: '23:00' } } }`;
    const timeZone = 'America/Sao_Paulo';
    const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    expect(await settingsIn(`{ timeZone: '${timeZone}', ${spans}, ${apps}, checkEvery: '6h' }`)).toEqual({
      ...none,
      timeZone,
      quietHours: { from: '20:00', to: '07:00', weekends: false, timeZone },
      window: { days: everyDay, from: '01:00', to: '04:00', timeZone },
      apps: { 'acme/Billing': { graceDays: 3, window: { days: ['sat'], from: '22:00', to: '23:00', timeZone } } },
      checkEveryMs: day / 4,
    });
    expect((await settingsIn(`{ ${spans} }`)).quietHours?.timeZone).toBe(usualSettings().timeZone);
  });
});

describe('the channels of the settings', () => {
  const channelsIn = async (text: string) => (await settingsIn(`{ channels: { ${text} } }`)).channels;
  const always = { when: 'always', severity: 'note' };

  it('are read in their order, with what is usual where they are silent', async () => {
    const text = `
      me: { type: 'desktop' },
      ops: { type: 'slack', address: 'secret:ops', when: 'overdue', severity: 'danger' },
      team: { type: 'teams', address: 'secret:team.hook' },
      siem: { type: 'webhook', address: 'secret:siem', signingKey: 'secret:siem-key' },
      pager: { type: 'command', program: '/opt/pager' },
      out: { type: 'log' },
      file: { type: 'log', file: '/var/log/keyturn.jsonl' }`;
    expect(await channelsIn(text)).toEqual([
      { name: 'me', type: 'desktop', ...always },
      { name: 'ops', type: 'slack', address: 'ops', when: 'overdue', severity: 'danger' },
      { name: 'team', type: 'teams', address: 'team.hook', ...always },
      { name: 'siem', type: 'webhook', address: 'siem', signingKey: 'siem-key', ...always },
      { name: 'pager', type: 'command', program: '/opt/pager', ...always },
      { name: 'out', type: 'log', ...always },
      { name: 'file', type: 'log', file: '/var/log/keyturn.jsonl', ...always },
    ]);
  });

  it.each([
    ['', { encryption: 'starttls', port: 587 }],
    [`, encryption: 'tls'`, { encryption: 'tls', port: 465 }],
    [`, encryption: 'none', port: 2525`, { encryption: 'none', port: 2525 }],
    [`, user: 'keyturn', password: 'secret:mail'`, { user: 'keyturn', password: 'mail', encryption: 'starttls' }],
    [`, encryption: 'none', host: '127.0.0.1', user: 'k', password: 'secret:mail'`, { encryption: 'none', user: 'k' }],
  ])('send mail encrypted unless told otherwise: %s', async (more, expected) => {
    const mail = `mail: { type: 'mail', host: 'smtp.acme.example', from: 'k@acme.example', to: 'it@acme.example'${more} }`;
    expect(await channelsIn(mail)).toMatchObject([{ from: 'k@acme.example', to: ['it@acme.example'], ...expected }]);
  });

  const mail = `type: 'mail', host: 'smtp.acme.example', from: 'k@acme.example', to: 'it@acme.example'`;
  const remedy = "don't write the secret here: run `keyturn secret set <name>` and write 'secret:<name>'";
  it.each([
    [`a: { type: 'slack', address: 'https://hooks.slack.example/CANARY' }`, `channels.a.address: ${remedy}`],
    [`a: { type: 'webhook', address: 'secret:a', signingKey: 'CANARY' }`, `channels.a.signingKey: ${remedy}`],
    [`a: { ${mail}, user: 'k', password: 'CANARY' }`, `channels.a.password: ${remedy}`],
    [`a: { ${mail}, user: 'k', password: 'secret:' }`, `channels.a.password: ${remedy}`],
    [`a: { ${mail}, user: 'k' }`, 'channels.a.password: give both a user and a password, or neither'],
    [
      `a: { ${mail}, user: 'k', password: 'secret:p', encryption: 'none' }`,
      'channels.a.encryption: keyturn sends no password',
    ],
    [`a: { ${mail}, pasword: 'CANARY' }`, 'unknown setting channels.a.pasword: did you mean password?'],
    [`a: { ${mail}, to: 'CANARY' }`, 'channels.a.to: it is not an email address'],
    [`a: { ${mail}, to: 'x@y.example\\r\\nBcc: CANARY@y.example' }`, 'channels.a.to: it is not an email address'],
    [`a: { ${mail}, to: [] }`, 'channels.a.to: '],
    [`a: { ${mail}, host: 'smtp://CANARY@acme.example' }`, 'channels.a.host: it is not a host name'],
    [`a: { type: 'slack', adress: 'CANARY' }`, 'unknown setting channels.a.adress: did you mean address?'],
    [`a: { type: 'slack' }`, 'channels.a.address: it is missing'],
    [`a: { type: 'slak' }`, 'channels.a.type must be one of desktop, slack, teams, webhook, mail, command, log'],
    [`a: { address: 'CANARY' }`, 'channels.a.type must be one of desktop'],
    [`a: 'CANARY'`, 'channels.a: '],
    [`'a b': { type: 'desktop' }`, 'channels.a b: the name of a channel can contain only letters'],
    [`a: { type: 'command', program: 'pager' }`, 'channels.a.program: it must be an absolute path'],
    [`a: { type: 'desktop', when: 'never' }`, 'channels.a.when must be one of always, overdue'],
  ])('are refused for %s, without repeating what could be a secret', async (text, problem) => {
    const error = await channelsIn(text).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'ConfigInvalid', message: expect.stringContaining(problem) });
    expect(error.message).not.toContain('CANARY');
  });
});

describe('settings with an error', () => {
  const good = `{
    // Never kept.
    defaults: { maxAge: '60d' }, apps: { Billing: { automation: 'rotate' } }, contacts: { ERP: 'Ada', CI: 'Bob' },
    channels: { ops: { type: 'log', file: '/var/log/ops' }, me: { type: 'desktop' } },
  }`;
  /** Each write is read by a process of its own. */
  const home = () => {
    const folder = tempFolder();
    const write = (text: string) => writeFileSync(join(folder, 'config.json5'), text);
    return { folder, write, read: () => settingsReader(folder)() };
  };

  it.each([
    ['no JSON5', '{ apps: ', 'it is not valid JSON5'],
    ['an unknown key', `{ chanels: {} }`, 'unknown setting chanels'],
    ['a wrong value of a policy', `{ defaults: { maxAge: 'soon' } }`, 'defaults.maxAge'],
    ['a contradiction', `{ apps: { ERP: { maxAge: '30d', remind: '100d' } } }`, 'apps.ERP.remind: a reminder 100 days'],
    [
      'a contradiction with stageAhead',
      `{ stageAhead: '20d', defaults: { maxAge: '10d' } }`,
      'defaults.maxAge: keyturn',
    ],
    ['a wrong window', `{ window: { from: '22:00' } }`, 'window.to'],
    ['two errors', `{ stageAhead: 'x', channels: { ops: { type: 'log', path: '/x' } } }`, 'channels.ops.path'],
    ['no object', '[]', 'it must be an object'],
  ])('apply as they last were: %s', async (_, text, problem) => {
    const { write, read } = home();
    write(good);
    const { settings } = await read();
    write(text);
    const { settings: inUse, fault } = await read();
    expect(inUse).toEqual(settings);
    expect(fault).toMatchObject({ concerns: 'policy', inUse: 'last-good' });
    expect(fault?.error).toMatchObject({ code: 'ConfigInvalid', message: expect.stringContaining(problem) });
    write(good);
    expect((await read()).fault).toBe(null);
  });

  it('are the defaults if they were never good, or were deleted since', async () => {
    const { folder, write, read } = home();
    write('{');
    expect(await read()).toMatchObject({ settings: none, fault: { concerns: 'policy', inUse: 'defaults' } });
    write(good);
    await read();
    rmSync(join(folder, 'config.json5'));
    expect(await read()).toMatchObject({ settings: none, fault: null });
    write('{');
    expect(await read()).toMatchObject({ settings: none, fault: { inUse: 'defaults' } });
  });

  it('in one channel or contact change only that one: as it last was, or left out', async () => {
    const { write, read } = home();
    write(good);
    await read();
    write(`{
      defaults: { maxAge: '45d' }, contacts: { ERP: '', New: 7, CI: 'Carol' },
      channels: { ops: { type: 'log', path: '/x' }, new: { type: 'slak' }, all: { type: 'log' } },
    }`);
    const expected = {
      settings: {
        defaults: { maxAgeDays: 45 },
        apps: {},
        contacts: { ERP: 'Ada', CI: 'Carol' },
        channels: [
          { name: 'ops', type: 'log', file: '/var/log/ops' },
          { name: 'all', type: 'log' },
        ],
      },
      fault: { concerns: 'messages', inUse: 'last-good' },
    };
    expect(await read()).toMatchObject(expected);
    // That is what applies from then on, also if the rest of the file breaks.
    write('{ channels: ');
    expect((await read()).settings).toMatchObject(expected.settings);
    write(`{ channels: [] }`);
    expect((await read()).settings.channels).toMatchObject(expected.settings.channels);
  });

  it('are kept beside the file, readable only by its owner, without comments', async () => {
    const { folder, write, read } = home();
    write(good);
    await read();
    const kept = join(folder, lastGoodFile);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(readFileSync(kept, 'utf8')).not.toContain('Never kept');
    const before = statSync(kept).ino;
    await read();
    expect(statSync(kept).ino).toBe(before);
    // One that was damaged or that this version can't read counts as none.
    for (const text of ['{', '{ "later": 1 }']) {
      writeFileSync(kept, text);
      write('{');
      expect((await read()).fault).toMatchObject({ inUse: 'defaults' });
    }
  });

  it('apply in one process even if nothing can be kept', async () => {
    const { folder, write } = home();
    mkdirSync(join(folder, lastGoodFile));
    const read = settingsReader(folder);
    write(good);
    const { settings } = await read();
    write('{');
    expect(await read()).toMatchObject({ settings, fault: { inUse: 'last-good' } });
  });

  it('apply while the file can not be read', async () => {
    const { folder, write, read } = home();
    write(good);
    const { settings } = await read();
    rmSync(join(folder, 'config.json5'));
    mkdirSync(join(folder, 'config.json5'));
    expect(await read()).toMatchObject({ settings, fault: { concerns: 'policy', inUse: 'last-good' } });
  });
});

it('name the secrets of each channel', async () => {
  const { channels } = await settingsIn(`{ channels: {
    chat: { type: 'slack', address: 'secret:chat' },
    hook: { type: 'webhook', address: 'secret:hook', signingKey: 'secret:key' },
    mail: { type: 'mail', host: 'smtp.acme.example', user: 'it', password: 'secret:mail', from: 'a@b.c', to: 'it@b.c' },
    beat: { type: 'heartbeat', address: 'secret:beat', failAddress: 'secret:fail' },
    log: { type: 'log' },
  } }`);
  expect(channels.flatMap(secretsOfChannel)).toEqual(['chat', 'hook', 'key', 'mail', 'beat', 'fail']);
});
