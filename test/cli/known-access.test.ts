import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { decommissionWords } from '../../src/core/words/decommission.ts';
import { inProcess } from '../support/in-process.ts';
import { type Printed, Situation } from '../support/pasted/in-process.ts';
import { sample } from '../support/sample.ts';

const app = 'ERP_Bridge';
const works = 'Integrations work as before';

/** One call of each command that fails or may fail, and leaves the run of the situation alone. */
const calls: Readonly<Record<string, string>> = {
  setup: `setup --app ${app}`,
  audit: 'audit --fail-on nothing',
  watch: `watch ${app} --issued never`,
  unwatch: `unwatch ${app}`,
  status: `status ${app} --ics`,
  check: `check ${app} --accept`,
  snooze: `snooze ${app} never`,
  ack: `ack ${app}`,
  stage: `stage ${app} --yes`,
  rotate: `rotate ${app} --yes`,
  retire: `retire ${app} --confirm ${app}`,
  discard: `discard ${app} --confirm ${app}`,
  decommission: `decommission ${app} --back`,
  resume: `resume ${app} --dry-run`,
  emergency: `emergency ${app}`,
  reveal: `reveal ${app}`,
  'handed-over': `handed-over ${app} Nobody`,
  consumer: `consumer ${app} --nonsense`,
  'consumer list': `consumer list ${app}`,
  'consumer add': `consumer add ${app} Bob --deliver manual:Bob`,
  'consumer edit': `consumer edit ${app} Nobody --rename Somebody`,
  'consumer remove': `consumer remove ${app} Nobody`,
  'consumer test': `consumer test ${app} Nobody`,
  history: `history ${app} --since never`,
  doctor: 'doctor -o nobody',
  daemon: 'daemon --once --json',
  'daemon install': 'daemon install --json --nonsense',
  'daemon uninstall': 'daemon uninstall --nonsense',
  'daemon status': 'daemon status',
  'daemon test-notify': 'daemon test-notify nothing',
  config: 'config',
  'config get': 'config get nothing',
  'config set': 'config set nothing 1',
  'config unset': 'config unset nothing',
  'config check': 'config check',
  'config path': 'config path',
  secret: 'secret set --nonsense',
  store: 'store move nowhere',
  'store passphrase': 'store passphrase --nonsense',
  backup: 'backup /nowhere/backup.age',
  restore: 'restore /nowhere/backup.age',
  support: 'support /nowhere/support.md',
  practice: 'practice --nonsense',
  'practice reset': 'practice reset --scenario nothing',
  'practice act': 'practice act nothing',
  uninstall: 'uninstall --home --json',
  scan: 'scan FOLDER --json',
};

const lockedDown = { scenario: 'locked-down', first: [`watch ${app} --deliver manual:Bob`] } as const;

/** How access is blocked, and what keyturn then says of it. */
const situations = {
  contained: { ...lockedDown, last: `emergency ${app} --contain --confirm ${app}`, says: /OAuth (is|may be) off/ },
  frozen: {
    ...lockedDown,
    last: `emergency ${app} --contain=freeze --confirm ${app}`,
    says: /user (is|may be) frozen/,
  },
  decommissioned: {
    scenario: 'acme',
    first: [`watch ${app} --deliver manual:Bob`],
    last: `decommission ${app} --gone Bob --confirm ${app} --still-used-ok --prove-with exec:FOLDER/prove.sh`,
    says: /being decommissioned/,
  },
} as const;

async function inSituation(name: keyof typeof situations): Promise<Situation> {
  const { scenario, first, last } = situations[name];
  const situation = await Situation.open(scenario);
  const prover = join(situation.folder, 'prove.sh');
  writeFileSync(prover, '#!/bin/sh\ncat > /dev/null\nexit 2\n');
  chmodSync(prover, 0o700);
  for (const line of [...first, last]) await run(situation, line);
  return situation;
}

const run = (situation: Situation, line: string): Promise<Printed> =>
  situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);

describe('while REST access to secrets is on from a command that was killed', () => {
  it('what every command says is true', async () => {
    const situation = await Situation.open();
    await run(situation, `watch ${app} --deliver manual:Bob`);
    await situation.borrowed();
    for (const line of sample(Object.values(calls), 12)) {
      const here = situation.copy();
      await run(here, line);
      here.forget();
    }
    situation.forget();
  }, 120_000);
});

describe.each(Object.keys(situations) as (keyof typeof situations)[])('while an app is %s', (name) => {
  it('no command says that integrations work', async () => {
    const situation = await inSituation(name);
    const wrong: string[] = [];
    for (const line of sample(Object.values(calls), 12)) {
      const here = situation.copy();
      const { text } = await run(here, line);
      if (text.includes(works)) wrong.push(`${line}: ${text}`);
      here.forget();
    }
    expect(wrong).toEqual([]);
    situation.forget();
  }, 120_000);

  it.each(['consumer test ERP_Bridge Nobody', 'config set nothing 1'])(
    '%s says what it knows of its access',
    async (line) => {
      const situation = await inSituation(name);
      const { text } = await run(situation, line);
      expect(text).toMatch(situations[name].says);
      situation.forget();
    },
  );
});

describe('an error that has nothing to do with an open emergency', () => {
  const lines = [
    'config set nothing 1',
    `history ${app} --since never`,
    `reveal ${app} --to-file /nowhere/x`,
    'backup /nowhere/backup.age',
    'restore /nowhere/backup.age',
    `consumer test ${app} Nobody`,
  ];

  it('names who has no access, and what to do, if the emergency only waits for them', async () => {
    const situation = await Situation.open();
    await run(situation, `watch ${app} --deliver manual:Nightly`);
    expect((await run(situation, `emergency ${app} --confirm ${app}`)).code).toBe(0);
    for (const line of lines) {
      const { code, text } = await run(situation, line);
      expect([line, code === 0, text]).toEqual([
        line,
        false,
        expect.not.stringMatching(/stays blocked|Once that is fixed/),
      ]);
      expect([line, text]).toEqual([
        line,
        expect.stringContaining(`no access without the new credentials: Nightly (\`keyturn reveal ${app} --practice\``),
      ]);
    }
    situation.forget();
  }, 60_000);

  it.each(['contained', 'frozen'] as const)(
    'leads to the emergency, not to its own cause (%s)',
    async (name) => {
      const situation = await inSituation(name);
      // The credentials of this app can't be read, so `reveal` is about the secret store.
      for (const line of lines.filter((each) => !each.startsWith('reveal'))) {
        const { text } = await run(situation, line);
        expect([line, text]).toEqual([line, expect.not.stringContaining('Once that is fixed')]);
        expect([line, text]).toEqual([
          line,
          expect.stringContaining(`Continue the emergency of ${app}: \`keyturn resume ${app} --practice\``),
        ]);
      }
      situation.forget();
    },
    60_000,
  );
});

it('every command has a call here', () => {
  const names = Object.keys(commands);
  expect(names.filter((name) => !(name in calls))).toEqual([]);
  expect(Object.keys(calls).filter((name) => !names.includes(name))).toEqual([]);
});

it('a command says that integrations work if keyturn blocks nothing', async () => {
  const situation = await Situation.open();
  await run(situation, `watch ${app} --deliver manual:Bob`);
  expect((await run(situation, `consumer test ${app} Nobody`)).text).toContain(works);
  situation.forget();
});

describe('after others have turned OAuth off', () => {
  const turnedOff = async () => {
    const situation = await Situation.open();
    await run(situation, `watch ${app} --deliver file:FOLDER/erp.env`);
    await run(situation, `rotate ${app} --yes`);
    situation.act({ act: 'oauthOff', app });
    return situation;
  };

  it('no command says that integrations work once a check has seen it', async () => {
    const situation = await turnedOff();
    await run(situation, `check ${app}`);
    for (const line of [`consumer test ${app} Nobody`, 'config set nothing 1']) {
      const { text } = await run(situation, line);
      expect(text).not.toContain(works);
      expect(text).toMatch(/Last seen on .* UTC: OAuth is off for this app, .*`keyturn check ERP_Bridge/s);
    }
    situation.forget();
  });

  it('a rotation in its grace period says what it has not deleted, and not what works', async () => {
    const situation = await turnedOff();
    const { text } = await run(situation, `resume ${app}`);
    expect(text).toContain("keyturn hasn't deleted the previous ones yet.");
    expect(text).not.toMatch(/\bworks?\b/);
    situation.forget();
  });
});

describe('after others have deleted the app, before any check', () => {
  const deleted = async (...first: readonly string[]) => {
    const situation = await Situation.open();
    for (const line of [`watch ${app} --deliver file:FOLDER/erp.env`, ...first]) await run(situation, line);
    situation.act({ act: 'deleteApp', app });
    return situation;
  };
  const gone = "If the app or its OAuth consumer doesn't exist any more, nobody gets a new token with its credentials.";
  const inGrace = ['resume ERP_Bridge', 'retire ERP_Bridge --confirm ERP_Bridge', 'rotate ERP_Bridge --back --yes'];
  const always = [
    'stage ERP_Bridge --yes',
    'rotate ERP_Bridge --yes',
    'rotate ERP_Bridge --dry-run',
    'discard ERP_Bridge --confirm ERP_Bridge',
    'decommission ERP_Bridge --dry-run',
    ...['', ' --dry-run', ' --contain', ' --contain=freeze', ' --by-deploy'].map(
      (flag) => `emergency ERP_Bridge --confirm ERP_Bridge${flag}`,
    ),
  ];

  it.each([
    ...inGrace.map((line) => [line, [`rotate ${app} --yes`]] as const),
    ...always.map((line) => [line, []] as const),
    ['emergency ERP_Bridge --confirm ERP_Bridge', [`rotate ${app} --yes`]] as const,
  ])('%s says that nobody gets a token', async (line, first) => {
    const situation = await deleted(...first);
    const { text } = await run(situation, line);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(gone);
    expect(text).not.toMatch(/work as before|leaked credentials work|To block them|Use one of|\bcreate one/);
    expect(text).toContain(`unwatch ${app}`);
    situation.forget();
  });

  it.each(['resume ERP_Bridge', 'emergency ERP_Bridge --confirm ERP_Bridge'])(
    '%s says also that keyturn froze the user',
    async (line) => {
      const situation = await inSituation('frozen');
      situation.act({ act: 'deleteApp', app });
      const { text } = await run(situation, line);
      expect(text.replaceAll(/\s+/g, ' ')).toContain(gone);
      expect(text).toMatch(/user is frozen/);
      situation.forget();
    },
  );
});

describe('a containment that the state could not take', () => {
  const blocked = async () => {
    const situation = await Situation.open();
    await run(situation, `watch ${app} --deliver file:FOLDER/erp.env`);
    situation.damage();
    const stopped = await run(situation, `emergency ${app} --contain --confirm ${app}`);
    expect(stopped.text).toContain('keyturn-containment-');
    return situation;
  };
  const named =
    /keyturn emergency ERP_Bridge --record (\S+keyturn-containment-\S+\.json) --confirm ERP_Bridge --practice/;

  it.each([
    'resume ERP_Bridge',
    'status',
    'status --all',
    'check',
    'doctor',
    'doctor --repair',
    'rotate ERP_Bridge',
    'history',
  ])('%s says it, and names the record', async (line) => {
    const situation = await blocked();
    const { text } = await run(situation, line);
    expect(text).not.toContain(works);
    // A repaired state knows of it again.
    const [way, what] = line.includes('--repair')
      ? [/keyturn resume ERP_Bridge/, /OAuth is off for this app/]
      : [named, /turned OAuth off for ERP_Bridge/];
    expect(text).toMatch(way);
    expect(text).toMatch(what);
    situation.forget();
  });

  it('ends with the command that is printed', async () => {
    const situation = await blocked();
    const { text } = await run(situation, 'status');
    await run(situation, 'doctor --repair');
    const [, path = ''] = named.exec(text) ?? [];
    const ended = await run(situation, `emergency ${app} --record ${path} --confirm ${app}`);
    expect(ended.code).toBe(0);
    expect(ended.text).not.toContain('keyturn-containment-');
    const after = await run(situation, 'status');
    expect(after.text).not.toContain('keyturn-containment-');
    expect((await run(situation, `consumer test ${app} Nobody`)).text).toContain(works);
    situation.forget();
  });
});

it('an emergency without any store prints a command that names one, and status does, too', async () => {
  const situation = await Situation.open();
  situation.hasStore = false;
  rmSync(join(situation.folder, 'home/practice-watch/secrets'), { recursive: true });
  const stopped = await run(situation, `emergency ${app} --contain --confirm ${app}`);
  const status = await run(situation, 'status');
  const command = `keyturn resume ${app} --store file --practice`;
  for (const { text } of [stopped, status]) expect(text).toContain(command);
  expect((await run(situation, `resume ${app} --store file`)).code).toBe(0);
  situation.forget();
});

it('the command that has seen OAuth off says that it is off, and later ones what it was', async () => {
  const situation = await inSituation('decommissioned');
  const resumed = await run(situation, `resume ${app} --prove-with exec:FOLDER/prove.sh`);
  expect(resumed.text).toContain(decommissionWords.isOff);
  expect((await run(situation, `consumer test ${app} Nobody`)).text).toContain(decommissionWords.wasOff);
  situation.forget();
});

it('an execution user that the emergency of an app left frozen, which is no longer watched, is named for each other app', async () => {
  const situation = await inSituation('frozen');
  await run(situation, 'watch Data_Lake --deliver manual:Bob');
  await run(situation, `unwatch ${app} --confirm ${app}`);
  const { text } = await run(situation, 'handed-over Data_Lake Nobody');
  const [, user = ''] = /keyturn froze (svc\.erp@\S+), the execution user of Data_Lake/.exec(text) ?? [];
  expect(text).toContain(`keyturn practice act unfreeze --username ${user}`);
  for (const line of ['status --all', `resume ${app}`, 'handed-over Data_Lake Nobody']) {
    const printed = await run(situation, line);
    expect([line, printed.text]).toEqual([line, expect.stringContaining(`unfreeze --username ${user}`)]);
    expect([line, printed.text]).toEqual([line, expect.not.stringMatching(/<username>|Integrations work as before/)]);
  }
  situation.forget();
}, 60_000);

it.each([
  ['audit', ['audit', '--json']],
  ['a dry run', ['setup', '--app', 'Billing_Sync', '--dry-run', '--json']],
])('says of %s, which records nothing, that nothing changed', async (_what, line) => {
  const bench = await inProcess();
  await bench.control('POST', '/faults', { kind: 'unavailable', path: '/services/', times: 0 });
  const { code, stdout } = await bench.call(...line);
  const { safe } = JSON.parse(stdout) as { safe: string };
  expect([code, safe]).toEqual([75, expect.stringMatching(/^Nothing changed in the org\./)]);
});
