import { describe, expect, it } from 'vitest';
import { combinedReport, incidentReport } from '../../../src/core/incident/report.ts';
import { proofTimesOf } from '../../../src/core/incident/timeline.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { expectDocument } from '../../support/documents.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { change, freshKey, incident, journal, leakedKey, signIn } from '../emergency/incident.ts';
import { day, noon } from '../watch/watched-apps.ts';

const markdown = (...differs: Parameters<typeof incident>) => incidentReport(incident(...differs)).markdown;
const json = (...differs: Parameters<typeof incident>) => incidentReport(incident(...differs)).json;
const section = (text: string, title: string) =>
  new RegExp(`^#+ ${title}\\n\\n([\\s\\S]*?)(?=\\n#|$(?![\\s\\S]))`, 'm').exec(text)?.[1] ?? '';

describe('the report of an incident', () => {
  it('begins with what is true of the leaked pair, and both clocks', () => {
    expect(markdown().split('\n').slice(0, 6)).toEqual([
      '# Incident: Billing Sync',
      '',
      '- The leaked credentials no longer work: keyturn verified that Salesforce refuses them while access was open.',
      '- Salesforce refused them 2.4 s after the confirmation.',
      '- keyturn turned off OAuth for the app first: every token request was refused 0.9 s after the confirmation.',
      '- keyturn made and saved new credentials (verified with a token). 1 consumer still needs them.',
    ]);
    expect(json().clocks).toEqual({ containedAfterMs: 900, refusedAfterMs: 2400 });
  });

  const unfinished = { finishedAt: null, outcome: null };
  it.each([
    ['deleted, not seen refused', { refusedAt: null }, "hasn't verified yet that Salesforce refuses them"],
    ['rotated alone', { refusedAt: null, endedAt: null }, 'but they may still work.'],
    ['untouched', { refusedAt: null, endedAt: null, rotatedAt: null, stays: null }, "haven't been replaced"],
  ])('never says that a pair is dead that is %s', (_what, run, sentence) => {
    const text = markdown({ run: { ...run, ...unfinished } });
    expect(text).toContain(sentence);
    expect(text).not.toContain('refused them 2.4 s');
    expect(text).not.toContain('no longer work');
    expect(text).toContain('The run was not finished when this was written.');
  });

  it('says what stands still, and what a person is waited for', () => {
    const closed = {
      by: 'freeze',
      wasSo: false,
      intendedAt: noon,
      containedAt: noon,
      provedAt: null,
      openedAt: null,
    } as const;
    const text = markdown({
      emergency: { containment: closed },
      end: { containedAfterMs: null },
      run: { ...unfinished, stop: { code: 'DeliveryFailed', at: noon } },
    });
    expect(text).toContain(
      "keyturn froze the execution user, but didn't verify that token requests were refused because of it.",
    );
    expect(text).toContain(
      'The execution user is still frozen: the integration has no access until access is restored.',
    );
    expect(text).toContain('it needs attention (DeliveryFailed)');
    expect(markdown({ emergency: { containment: null } })).toContain("that hasn't been done");
    expect(markdown({ emergency: { containment: null, containBy: null } })).toContain('Access was not blocked first');
  });

  it('says of a pair that no app could use why it got no token, and claims nothing of a flow that was off', () => {
    const leakedUse = { getsToken: false, why: 'the flow is off', isSetUp: true };
    const plan = { sameUser: [], otherUse: { flows: [], unseen: [] }, leakedUse };
    const text = markdown({ plan, emergency: { containment: null, containBy: null } });
    expect(text).toContain('- The leaked credentials no longer work: keyturn verified that Salesforce refuses them.');
    expect(text).toContain(
      'Before this emergency changed anything, they got no token from this computer: the flow is off.',
    );
    expect(text).toContain("Access was not blocked first: with the app's settings, no credentials got a token.");
    expect(text).not.toMatch(/could be used until|while access was open/);
  });

  it('says that access was off before, and that nobody saw the refusal with the flow on', () => {
    const wasSo = {
      by: 'flow',
      wasSo: true,
      intendedAt: noon,
      containedAt: noon,
      provedAt: noon,
      openedAt: noon,
    } as const;
    const text = markdown({ emergency: { containment: wasSo } });
    expect(text).toContain('OAuth was off for the app before keyturn started, and stays that way');
    expect(text).not.toMatch(/first: every|while access was open/);
  });

  it('claims no open access without a token, and says whose emergency keeps the user frozen', () => {
    const frozenFor = { app: 'Data_Lake', wasSo: false, isSure: true };
    const plan = { sameUser: [], otherUse: { flows: [], unseen: [] }, leakedUse: null, frozenFor };
    const text = markdown({ plan, run: { ...unfinished, primaryProvedAt: null, stagedProvedAt: null } });
    expect(text).not.toContain('while access was open');
    expect(text).toContain('stays frozen because of the emergency of Data\\_Lake');
    expect(text).toContain('`keyturn resume Data_Lake`');
  });

  it('does not call a run unfinished whose report alone is missing', () => {
    expect(markdown({ run: unfinished })).not.toContain('finished');
    expect(markdown({ run: { outcome: 'lost' } })).toContain('The run ended without reaching its goal (lost).');
  });

  const signInsOf = (...differs: Parameters<typeof incident>) =>
    section(markdown(...differs), 'Sign-ins through the app');

  it("shows addresses with what is new among them, and calls only those keyturn's that came from its address", () => {
    const text = signInsOf({ proofTimes: [noon - 1000, noon - 3_600_000] });
    expect(text).toContain('| succeeded | failed | by keyturn | in the 30 days before |');
    expect(text).toContain(
      '| 203.0.113.66 | 2027-03-01 11:59:59.000 | 2027-03-01 11:59:59.000 | 1 | 0 | 1 unclear | **new** |',
    );
    expect(text).toContain('| 198.51.100.7 | 2027-03-01 11:00:00.000 | 2027-03-01 11:00:00.000 | 1 | 0 | 1 | seen |');
    expect(signInsOf({ proofTimes: [noon - 3_600_000], evidence: { ownAddress: null } })).toContain(
      '| 1 | 0 | 1 unclear | seen |',
    );
  });

  it.each([
    ['no line of before', { earlierAddresses: [] }, 'shows no sign-in of the execution user in the 30 days before'],
    ['lines that reach not so far', { earlierAddresses: null }, 'that keyturn read starts after'],
  ])('says why no address can be called new, and what would tell: %s', (_what, evidence, why) => {
    const text = signInsOf({ evidence });
    expect(text).not.toMatch(/in the 30 days before \||not known|unknown/);
    expect(text).toContain("keyturn can't tell which addresses are new: ");
    expect(text).toContain(why);
    expect(text).not.toContain('--since');
    expect(signInsOf({ evidence: { ...evidence, isSinceTold: false } })).toContain('with `--since <instant>`');
  });

  it('counts the proofs of every run of the app', () => {
    const lines = journal(
      ['prove', 'noted', '1', { rotation: null }],
      ['prove', 'noted', '2', { rotation: 'run-1' }],
      ['prove', 'noted', '3', {}, { app: 'ERP_Bridge' }],
      ['rotate', 'done', '4'],
    );
    const app = { orgId: '00D000000000001AAA', app: 'Billing_Sync' };
    expect(proofTimesOf(lines, app, 0)).toEqual([noon, noon + 1000]);
    expect(proofTimesOf(lines, app, -day)).toEqual([noon - day, noon + 1000 - day]);
  });

  it('gives no all-clear where it could not look', () => {
    const unseen = ['sign-ins of int.billing@acme.example: not to be seen: no permission'];
    const text = markdown({ evidence: { signIns: null, earlierAddresses: null, setupChanges: null, unseen } });
    for (const title of ['Sign-ins through the app', 'Other sign-ins of the execution user'])
      expect(section(text, title)).toContain('This is not an all-clear.');
    expect(section(text, "What keyturn can't know")).toContain('Not checked: sign-ins of `int.billing@acme.example`');
  });

  it('calls a guess a guess', () => {
    expect(markdown({ evidence: { isSinceTold: false } })).toContain('(an assumption: no date was given)');
    expect(markdown()).not.toContain('assumption');
  });

  it('says when the time in question is longer than the login history', () => {
    const longer = 'but the time in question is longer';
    const since = (days: number) => ({ evidence: { since: noon - days * day, until: noon } });
    expect([markdown(since(180)).includes(longer), markdown(since(181)).includes(longer)]).toEqual([false, true]);
  });

  const sessions = {
    ...{ at: noon, ended: 1, undecided: 0, failed: 0, isUnlisted: false, problems: [] },
    ...{ tokenLives: null, tokenFormat: null, tokenLifetimeMs: null },
  } as const;
  it.each([
    ['refused afterwards', { tokenLives: false }, null],
    ['never tried', { tokenLives: null }, 'may still work for as long as they are used'],
    ['opaque and alive', { tokenLives: true, tokenFormat: 'opaque' }, 'may still work for as long as they are used'],
    [
      'JWT',
      { tokenLives: true, tokenFormat: 'jwt', tokenLifetimeMs: 1_800_000 },
      'may still work, until 2027-03-01 12:30:02.400 at most',
    ],
    ['refused, with others undecided', { tokenLives: false, undecided: 2 }, 'may still work'],
  ] as const)('says of tokens that were %s until when they may live', (_what, fields, sentence) => {
    const text = markdown({ emergency: { sessions: { ...sessions, ...fields } } });
    expect(section(text, 'Sessions and tokens').includes(sentence ?? 'may still work')).toBe(sentence !== null);
  });

  it('claims no end of a JWT where nobody knows its lifetime', () => {
    const emergency = { sessions: { ...sessions, tokenLives: true, tokenFormat: 'jwt' } } as const;
    expect(json({ emergency }).sessions).toMatchObject({ mayTokensLive: true, tokensEndAt: null });
    expect(markdown({ emergency })).toContain("until they expire at a time that keyturn doesn't know");
  });

  it('never counts as ended what the org does not list, and says until when it may live', () => {
    const unlisted = { ...sessions, ended: 0, isUnlisted: true, tokenLives: true, tokenFormat: 'opaque' } as const;
    const text = section(markdown({ emergency: { sessions: unlisted } }), 'Sessions and tokens');
    expect(text).toContain('Live sessions of the app could not be listed, so none was ended');
    expect(text).not.toContain('0 live sessions');
    expect(text).toContain('Setup ▸ External Client App Manager ▸ Billing Sync ▸ Policies');
    expect(text).toContain('Setup ▸ Session Settings');
    expect(json({ emergency: { sessions: unlisted } }).sessions).toMatchObject({
      isUnlisted: true,
      mayTokensLive: true,
    });
  });

  it('says of sessions that were kept that they live on, and claims no look that nobody took', () => {
    const emergency = { keepsSessions: true, sessions: null };
    const text = section(markdown({ emergency, end: { sessionsEnded: null } }), 'Sessions and tokens');
    expect(text).toContain('Live sessions were kept as requested. A token of the leaked credentials works');
    expect(text).toContain('for as long as they are used: each call restarts the session timeout');
    expect(text).not.toContain('tested afterwards');
  });

  it('names who has no access until they are updated', () => {
    expect(json().mustBeUpdated).toEqual(['Nightly export']);
    expect(markdown()).toContain('**No access until they are updated:** Nightly export');
    expect(markdown({ run: { deliveries: [] } })).toContain('keyturn knows of no consumers');
  });

  it('names the contacts of consumers, and consumers that were removed while a run was open', () => {
    const nightly = parseTarget('manual:Nightly export');
    const given = {
      contacts: [{ name: 'Nightly export', target: nightly, contact: 'ana@acme.example' }],
      run: {
        deliveries: [
          { target: parseTarget('file:/etc/erp.env'), consumer: 'ERP', status: 'delivered', at: noon, problem: null },
          { target: nightly, status: 'waiting', at: noon, problem: null },
        ],
        removed: [{ target: parseTarget('manual:Old portal'), status: 'waiting', at: noon, problem: null }],
      },
    } as const;
    const document = JSON.parse(JSON.stringify(json(given)));
    expectDocument('incident', document);
    expect(document).toMatchObject({
      deliveries: [
        { consumer: 'ERP', target: 'file:/etc/erp.env', contact: null },
        { consumer: 'Nightly export', target: 'manual:Nightly export', contact: 'ana@acme.example' },
      ],
      removed: ['Old portal'],
    });
    const text = section(markdown(given), 'Who has the new credentials');
    expect(text).toMatch(/ERP \(file\S+\) \| — \| has the new credentials/);
    expect(text).toMatch(/Nightly export \| `ana\S+` \| must be updated by hand/);
    expect(text).toContain("**Removed from keyturn's list while a run was open:** Old portal.");
    expect(section(markdown({ run: { ...given.run, deliveries: [] } }), 'Who has the new credentials')).toContain(
      'was open:** Old portal.',
    );
  });

  it('tells machines everything with whole keys, in ISO instants and with a schema', () => {
    const document = JSON.parse(JSON.stringify(json()));
    expectDocument('incident', document);
    expect(document).toMatchObject({
      schema: 1,
      kind: 'incident',
      confirmedAt: '2027-03-01T12:00:00.000Z',
      leak: { since: '2027-02-28T12:00:00.000Z', isSinceTold: true },
      pair: { leakedKey, newKey: freshKey, refusedAt: '2027-03-01T12:00:02.400Z' },
      sessions: { ended: 4, undecided: 0 },
      timeline: [{ at: '2027-03-01T12:00:01.000Z', step: 'new credentials staged', outcome: 'done', callId: 'call-1' }],
    });
    expect(markdown()).not.toContain(leakedKey);
  });

  const evil = '[x](https://evil.example)|<img src=x>\n# `own`';
  it('lets no text of an org become markup, a link or a line of its own', () => {
    const text = markdown({
      watched: {
        label: evil,
        orgName: evil,
        app: evil,
        executionUser: { id: '005000000000001AAA', username: evil },
      },
      evidence: {
        signIns: [
          signIn({ sourceIp: fromOutside(evil) }),
          signIn({ application: fromOutside(evil), loginType: fromOutside(evil), sourceIp: fromOutside(evil) }),
        ],
        setupChanges: [
          change({ display: fromOutside(evil), section: fromOutside(evil), action: fromOutside(evil), id: evil }),
        ],
        unseen: [evil],
      },
      emergency: { sessions: { ...sessions, problems: [evil] } },
      contacts: [{ name: evil, target: parseTarget(`manual:${evil}`), contact: evil }],
      run: {
        deliveries: [
          { target: parseTarget(`manual:${evil}`), consumer: evil, status: 'failed', at: noon, problem: evil },
        ],
        removed: [{ target: parseTarget(`file:${evil}`), consumer: evil, status: 'waiting', at: noon, problem: null }],
      },
      end: {
        nextSteps: [evil],
        timeline: [{ at: noon, step: evil, outcome: 'done', callId: evil, detail: evil }],
      },
      plan: { sameUser: [evil], otherUse: { flows: [evil], unseen: [] } },
    });
    expect(text.match(/evil/g)?.length).toBeGreaterThan(15);
    const rest = text.replaceAll(
      /`(?:keyturn history verify|https:\/\/(?:evil\.example|acme\.my\.salesforce\.com))`/g,
      '',
    );
    expect(rest).not.toMatch(/(?<!\\)(?:<|\[|`)/);
    expect(rest).not.toContain('evil.example');
    const titles = text.split('\n').filter((line) => line.startsWith('#'));
    expect(titles.filter((title) => title.includes('evil'))).toHaveLength(1);
    for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row).toMatch(/\|$/);
  });

  it('is bounded, and says what it leaves out', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({
      at: noon + index,
      step: 'live session ended',
      outcome: 'done' as const,
      callId: 'x'.repeat(1000),
      detail: 'y'.repeat(1000),
    }));
    const text = markdown({ end: { timeline: many } });
    expect(text).toContain('800 more: see the JSON file.');
    expect(text.length).toBeLessThan(200_000);
  });

  it('keeps it in sight that a practice org is not real', () => {
    expect(markdown({ isPractice: true })).toContain('none of this is real');
    expect(markdown()).not.toContain('none of this is real');
  });

  it('names commands that are copied as they are, and work where it was written', () => {
    const end = { nextSteps: ['Whoever uses it: `keyturn reveal Billing_Sync` shows it_.'] };
    const next = (isPractice: boolean) => section(markdown({ end, isPractice }), 'What to do next');
    expect(next(false)).toContain('- Whoever uses it: `keyturn reveal Billing_Sync` shows it\\_.');
    expect(next(false)).toContain('`keyturn history verify`');
    expect(next(true)).toContain('`keyturn reveal Billing_Sync --practice`');
    expect(next(true)).toContain('`keyturn history verify --practice`');
    expect(json({ end, isPractice: true }).nextSteps[0]).toContain('`keyturn reveal Billing_Sync --practice`');
  });

  it('speaks of its sign-ins wherever they stand', () => {
    expect(markdown()).toContain("Any sign-in in this report may be the integration's own.");
    expect(markdown()).not.toContain('sign-in below');
  });

  it('says what a deploy may have cost', () => {
    const cost = 'may have cleared a certificate of the app';
    expect(markdown({ emergency: { replaceBy: 'deploy', certificate: 'unknown' } })).toContain(cost);
    expect(markdown({ emergency: { replaceBy: 'deploy', certificate: 'none' } })).not.toContain('certificate');
    expect(markdown({ emergency: { replaceBy: 'staging', certificate: 'unknown' } })).not.toContain('certificate');
  });
});

describe('the report of several apps', () => {
  const dead = incident({ watched: { app: 'ERP_Bridge', label: 'ERP Bridge' } });
  const alive = incident({ run: { refusedAt: null }, end: { refusedAfterMs: null } });
  const { markdown: text, json: document } = combinedReport([dead, alive]);

  it('begins with a table in which what is not done yet stands first', () => {
    expect(text).toContain('keyturn verified for 1 of 2 apps that Salesforce refuses the leaked credentials.');
    const rows = text.split('\n').filter((line) => line.includes('| Acme Corp |'));
    expect(rows[0]).toContain('| Billing Sync | Acme Corp | 3MVG9…kQ7a | 0.9 s | **not yet** |');
    expect(rows[1]).toContain('| ERP Bridge | Acme Corp | 3MVG9…kQ7a | 0.9 s | 2.4 s |');
  });

  it('holds each app in full, below one title', () => {
    expect(text.split('\n').filter((line) => /^##? /.test(line))).toEqual([
      '# Incident: 2 apps',
      '## Billing Sync',
      '## ERP Bridge',
    ]);
    expect(document).toMatchObject({
      schema: 1,
      kind: 'incidents',
      incidents: [{ kind: 'incident' }, { kind: 'incident' }],
    });
  });
});
