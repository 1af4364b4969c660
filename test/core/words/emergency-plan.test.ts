import { describe, expect, it } from 'vitest';
import type { EmergencyPlan } from '../../../src/core/model/emergency-plan.ts';
import type { PlanSection } from '../../../src/core/model/plan-section.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { emergencySections } from '../../../src/core/words/emergency-plan.ts';
import { targets } from '../../support/targets.ts';
import { emergencyRun, rotation } from '../watch/rotations.ts';
import { day, noon, watchedApp } from '../watch/watched-apps.ts';

function plan(fields: Partial<EmergencyPlan> = {}): EmergencyPlan {
  return {
    watched: watchedApp({ consumerKey: '3MVG9leakedleakedQ7aX' }),
    orgName: 'Acme Corp',
    isProduction: true,
    goesOn: null,
    replacedAt: null,
    containBy: null,
    replaceBy: 'staging',
    whyByDeploy: null,
    mayLoseCertificate: false,
    keepsSessions: false,
    handedOver: targets('file:/srv/erp.env', 'exec:vault'),
    byHand: [],
    hasNoConsumers: false,
    slot: null,
    leakedUse: { getsToken: true, why: null, isSetUp: false },
    otherUse: { flows: [], unseen: [] },
    sameUser: [],
    borrows: false,
    deployAhead: null,
    wayBack: null,
    changedOutside: null,
    whyReportElsewhere: null,
    unseen: [],
    ...fields,
  };
}

function said(tone: PlanSection['tone'], fields: Partial<EmergencyPlan>): readonly string[] {
  return emergencySections(plan(fields), noon).find((section) => section.tone === tone)?.lines ?? [];
}

function inSlot(fields: Partial<NonNullable<EmergencyPlan['slot']>>) {
  return {
    holder: 'stranger',
    consumerKey: '3MVG9strangerKeyAbCd',
    createdBy: null,
    expiresAt: null,
    ...fields,
  } as const;
}

describe('what will break', () => {
  const cases: readonly [string, Partial<EmergencyPlan>, readonly string[], (readonly string[])?][] = [
    [
      'a consumer by hand',
      { byHand: ['Mailroom'] },
      ['No access until a person has updated it: Mailroom.', 'Any consumer that keyturn was not told of.'],
    ],
    ['several by hand', { byHand: ['Mailroom', 'ERP'] }, ['No access until a person has updated them: Mailroom, ERP.']],
    [
      'nobody knows the consumers',
      { handedOver: [] },
      [
        'No consumer is known: whoever uses this pair loses access until they get the new one (`keyturn reveal Billing_Sync`).',
      ],
    ],
    [
      'there are no consumers',
      { handedOver: [], hasNoConsumers: true },
      ['Live sessions of the app end, as far as the org lists them; its consumers sign in again by themselves.'],
      ['No consumer is known', 'not told of'],
    ],
    [
      'other flows use the key',
      { otherUse: { flows: ['web server flow', 'refresh tokens of 3 users'], unseen: [] } },
      ['What else uses the same consumer key: web server flow; refresh tokens of 3 users.'],
    ],
    [
      'the previous pair is in its overlap',
      { slot: inSlot({ holder: 'previous', expiresAt: noon + 7 * day }) },
      ['The previous pair (3MVG9…AbCd, until 2027-03-08) is deleted: whoever still uses it loses access.'],
    ],
    [
      'a stranger’s pair is in the slot',
      { slot: inSlot({ createdBy: 'Maria\x1b[31m Lopez', expiresAt: noon + day }) },
      [
        'A pair that Maria Lopez staged, and not keyturn (3MVG9…AbCd, until 2027-03-02), is deleted: whoever counts on it loses it.',
      ],
    ],
    [
      'nobody tells whose pair is in the slot',
      { slot: inSlot({ holder: 'unclear', consumerKey: null }) },
      ['A pair in the slot, of which nobody can say whose it is (its key is not known), is deleted.'],
    ],
    [
      'our own pair is in the slot',
      { slot: inSlot({ holder: 'ours' }) },
      ['The pair that keyturn had staged (3MVG9…AbCd) is deleted; no consumer was moved to it.'],
    ],
    [
      'somebody has changed the pair before',
      { changedOutside: '3MVG9colleagueKeyAbC1' },
      [
        'The pair was changed outside of keyturn: 3MVG9…AbC1 is primary, not 3MVG9…Q7aX. It may have leaked, too, and is replaced: whoever has it loses access.',
      ],
    ],
    ['sessions are kept', { keepsSessions: true }, [], ['Live sessions']],
    [
      'the flow is off first',
      { containBy: 'flow', sameUser: ['ERP_Bridge'] },
      [
        'The flow is off until the leaked pair is deleted and programs were given the new one; nobody gets a token for Billing Sync meanwhile.',
      ],
      ['ERP_Bridge', 'frozen'],
    ],
    [
      'the user is frozen first',
      { containBy: 'freeze', sameUser: ['ERP_Bridge', 'Mailer'] },
      [
        'int.billing@acme.example is frozen until the leaked pair is deleted and programs were given the new one; Billing Sync gets no token meanwhile.',
        'These run as that user and stop, too: ERP_Bridge, Mailer.',
      ],
    ],
    [
      'the user may be frozen',
      { containBy: 'flow-or-freeze', sameUser: null },
      [
        'Where the org doesn’t take that, int.billing@acme.example is frozen instead.',
        'Other apps that run as that user then stop, too; the org doesn’t tell which.',
      ],
    ],
    [
      'a deploy replaces the pair',
      { replaceBy: 'deploy', whyByDeploy: 'the org has no staging', mayLoseCertificate: true },
      [
        'No pair can be staged (the org has no staging), so a deploy replaces the key and the secret at once: nobody has access from then until the new pair is handed over.',
        'A certificate of the app may be cleared by that deploy; it has to be uploaded again.',
      ],
    ],
  ];
  it.each(cases)('when %s', (_title, fields, lines, never = []) => {
    const breaks = said('breaks', fields);
    expect(breaks).toEqual(expect.arrayContaining([...lines]));
    for (const word of never) expect(breaks.join('\n')).not.toContain(word);
  });
});

describe('what goes on', () => {
  const cases: readonly [string, Partial<EmergencyPlan>, readonly string[]][] = [
    ['consumers with a delivery', {}, ['Gets the new pair without a person: /srv/erp.env, vault.']],
    [
      'nobody to lose access',
      { handedOver: [], hasNoConsumers: true },
      ['No consumer loses access: it was said that nobody uses this pair.'],
    ],
    [
      'other apps of the user',
      { handedOver: [], sameUser: ['ERP_Bridge'] },
      ['Other apps of the same user: ERP_Bridge.'],
    ],
    [
      'not the other apps, where the user is frozen',
      { handedOver: [], containBy: 'freeze', sameUser: ['ERP_Bridge'] },
      [],
    ],
    ['nothing to say', { handedOver: [] }, []],
    [
      'a borrowed setting, and another sign-in',
      { handedOver: [], borrows: true, wayBack: 'ops@acme.example' },
      [
        'Secret access over REST is off: it is turned on for the moment, and given back.',
        'keyturn signs in through this app; the work is done as ops@acme.example instead.',
      ],
    ],
  ];
  it.each(cases)('%s', (_title, fields, lines) => {
    expect(said('stays', fields)).toEqual(lines);
  });
});

describe('what can’t be undone', () => {
  it('is the leaked pair, and what lies in the slot', () => {
    expect(said('final', {})).toEqual(['The leaked pair (3MVG9…Q7aX) can’t be brought back.']);
    expect(said('final', { slot: inSlot({}) })).toEqual([
      'The leaked pair (3MVG9…Q7aX) can’t be brought back, nor can the one in the slot (3MVG9…AbCd).',
    ]);
  });

  it('names the pair that leaked, although the new one may be primary already', () => {
    const goesOn = rotation({ ends: '3MVG9theoldonetheOlD1' });
    expect(said('final', { goesOn })[0]).toContain('3MVG9…OlD1');
  });
});

describe('the steps', () => {
  it('are a rotation without grace, and its proof', () => {
    expect(said('steps', {})).toEqual([
      'Stage a new pair, save it, and prove it with a real token.',
      'Hand it over: /srv/erp.env, vault.',
      'Make the new pair primary, and delete the leaked one (3MVG9…Q7aX).',
      'Prove that Salesforce refuses the leaked pair.',
      'End the live sessions that came through the app, as far as the org lists them.',
      'Write the incident report.',
    ]);
  });

  it('are those that are left of an emergency that goes on', () => {
    const done = { stays: '3MVG9new', savedAt: noon, stagedProvedAt: noon, rotatedAt: noon, endedAt: noon };
    const delivered = { target: parseTarget('exec:vault'), status: 'delivered', at: noon, problem: null } as const;
    const goesOn = rotation({ kind: 'emergency', ...done, deliveries: [delivered], emergency: emergencyRun() });
    expect(said('steps', { goesOn })).toEqual([
      'Hand it over: /srv/erp.env.',
      'Prove that Salesforce refuses the leaked pair.',
      'End the live sessions that came through the app, as far as the org lists them.',
      'Write the incident report.',
    ]);
  });

  it('give back what was frozen before, whatever is asked for now', () => {
    const containment = {
      by: 'freeze',
      wasSo: false,
      intendedAt: noon,
      containedAt: noon,
      provedAt: noon,
      openedAt: null,
    } as const;
    const goesOn = rotation({ kind: 'emergency', emergency: emergencyRun({ containment }) });
    const steps = said('steps', { goesOn, handedOver: [] });
    expect([steps[0], steps[2]]).toEqual([
      'Stage a new pair and save it; it can be proved once tokens are issued again.',
      'Unfreeze the execution user.',
    ]);
  });

  it('begin with the containment, which ends before the proofs', () => {
    expect(said('steps', { containBy: 'flow', slot: inSlot({}), handedOver: [], keepsSessions: true })).toEqual([
      'Turn the flow off.',
      'Prove that every token request is refused.',
      'Delete the pair in the slot, to make room.',
      'Stage a new pair and save it; it can be proved once tokens are issued again.',
      'Make the new pair primary, and delete the leaked one (3MVG9…Q7aX).',
      'Turn the flow on again.',
      'Prove the new pair with a real token.',
      'Prove that Salesforce refuses the leaked pair by itself.',
      'Write the incident report.',
    ]);
  });

  it('replace the pair by a deploy where none can be staged', () => {
    expect(said('steps', { replaceBy: 'deploy' }).slice(0, 3)).toEqual([
      'Replace the leaked pair (3MVG9…Q7aX) by a deploy.',
      'Read the new pair, save it, and prove it with a real token.',
      'Hand it over: /srv/erp.env, vault.',
    ]);
  });
});

describe('what is worth knowing', () => {
  it('is where it happens, and the last resort', () => {
    expect(said('note', {})).toEqual([
      'The leaked pair gets tokens now.',
      'Acme Corp is a production org.',
      'If no new pair can be made, the flow is turned off, so that nobody gets in.',
    ]);
    expect(said('note', { isProduction: false })).toContain('Acme Corp is no production org.');
  });

  it('is what a person does for consumers by hand', () => {
    expect(said('note', { byHand: ['Mailroom'] })).toContain(
      'By hand: `keyturn reveal Billing_Sync` shows the new pair; `keyturn handed-over Billing_Sync "Mailroom"` says that it has it.',
    );
    expect(said('note', { byHand: ['Mailroom', 'ERP'] }).join()).toContain(
      '`keyturn handed-over Billing_Sync "<consumer name>"` says that each of them has it.',
    );
  });

  it('is what goes on, what is in the way, and what nobody could look at', () => {
    const goesOn = rotation({ startedAt: noon - 3 * 60_000 });
    const notes = said('note', {
      goesOn,
      keepsSessions: true,
      deployAhead: '0Af000000000001AAA',
      unseen: ['who is signed in'],
      otherUse: { flows: [], unseen: ['its settings'] },
    });
    expect(notes).toEqual([
      'An emergency that was confirmed 3 min ago goes on; what is done already is not done again.',
      'Acme Corp is a production org.',
      'If no new pair can be made, the flow is turned off, so that nobody gets in.',
      'Live sessions are left alone: a token that was issued for the leaked pair works until it expires.',
      'A deploy is under way in the org (0Af000000000001AAA); what goes the same way may have to wait for it.',
      'Could not be looked at, so more may break: who is signed in; its settings.',
    ]);
  });
});

describe('whether the leaked pair could be used', () => {
  const why = "the client credentials flow is off in the app's own OAuth settings";
  it.each([
    ['it gets tokens', { getsToken: true, why: null, isSetUp: false }, 'The leaked pair gets tokens now.'],
    [
      'the app gives nobody one',
      { getsToken: false, why, isSetUp: true },
      `no token now, and neither will the new one: ${why}`,
    ],
    [
      'this address may not ask',
      { getsToken: false, why: 'IP', isSetUp: false },
      'From here the leaked pair gets no token now: IP. Somewhere else it may.',
    ],
    ['it is not kept here', null, 'whether it gets tokens now can’t be tried'],
  ])('is said in the plan: %s', (_, leakedUse, words) => {
    expect(said('note', { leakedUse }).join(' ')).toContain(words);
  });
});
