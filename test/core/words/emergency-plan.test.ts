import { describe, expect, it } from 'vitest';
import { nameIn, newConsumer } from '../../../src/core/model/consumer.ts';
import type { EmergencyPlan } from '../../../src/core/model/emergency-plan.ts';
import type { PlanSection } from '../../../src/core/model/plan-section.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { emergencySections } from '../../../src/core/words/emergency-plan.ts';
import { fromOutside } from '../../support/from-outside.ts';
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
    isContainWanted: false,
    replaceBy: 'staging',
    whyByDeploy: null,
    mayLoseCertificate: false,
    keepsSessions: false,
    handedOver: targets('file:/srv/erp.env', 'exec:vault'),
    mayFail: [],
    byHand: [],
    upToDate: [],
    contacts: [],
    removed: null,
    hasNoConsumers: false,
    slot: null,
    leakedUse: { getsToken: true, why: null, isSetUp: false },
    otherUse: { flows: [], unseen: [] },
    sameUser: [],
    borrows: false,
    deployAhead: null,
    wayBack: null,
    changedOutside: null,
    takesOverFrom: null,
    whyReportElsewhere: null,
    obstacles: [],
    notContained: null,
    wasBlocked: false,
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
      ['No access until updated by hand: Mailroom.', "Any consumer that keyturn doesn't know."],
    ],
    [
      'one by hand with a contact, and one that keyturn updates',
      {
        byHand: ['Mailroom'],
        contacts: [
          { name: 'Mailroom', target: parseTarget('manual:Mailroom'), contact: 'ana@acme.example' },
          { name: 'ERP', target: parseTarget('file:/srv/erp.env'), contact: 'bob@acme.example' },
        ],
      },
      ['No access until updated by hand: Mailroom (ana@acme.example).', "Any consumer that keyturn doesn't know."],
    ],
    [
      'a consumer that was removed while a run was open',
      {
        removed: {
          kind: 'rotate',
          endedAt: null,
          removed: [{ target: parseTarget('manual:Old portal'), status: 'waiting', at: noon, problem: null }],
        },
      },
      [
        'Removed: Old portal. Once the leaked credentials are deleted, a consumer has no access until it gets the new ones.',
      ],
    ],
    ['several by hand', { byHand: ['Mailroom', 'ERP'] }, ['No access until updated by hand: Mailroom, ERP.']],
    [
      'nobody knows the consumers',
      { handedOver: [] },
      [
        'keyturn knows of no consumers. Whatever uses these credentials loses access until it gets the new ones (`keyturn reveal Billing_Sync`).',
      ],
    ],
    [
      'there are no consumers',
      { handedOver: [], hasNoConsumers: true },
      ["The app's live sessions, if the org lists them. Consumers sign in again automatically."],
      ['knows of no consumers', "doesn't know"],
    ],
    [
      'other flows use the key',
      { otherUse: { flows: ['web server flow', 'refresh tokens of 3 users'], unseen: [] } },
      ['Also uses the same consumer key: web server flow; refresh tokens of 3 users.'],
    ],
    [
      'the previous pair is in its overlap',
      { slot: inSlot({ holder: 'previous', expiresAt: noon + 7 * day }) },
      [
        'The previous credentials (3MVG9…AbCd, until 2027-03-08) are deleted. Consumers that still use them lose access.',
      ],
    ],
    [
      "a stranger's pair is in the slot",
      { slot: inSlot({ createdBy: fromOutside('Maria\x1b[31m Lopez'), expiresAt: noon + day }) },
      [
        'Maria Lopez staged credentials without keyturn (3MVG9…AbCd, until 2027-03-02). They are deleted. Anything that relies on them stops working.',
      ],
    ],
    [
      'nobody tells whose pair is in the slot',
      { slot: inSlot({ holder: 'unclear', consumerKey: null }) },
      ["Credentials in the staging slot (key unknown) are deleted. keyturn can't tell whose they are."],
    ],
    [
      'our own pair is in the slot',
      { slot: inSlot({ holder: 'ours' }) },
      ['The credentials that keyturn staged (3MVG9…AbCd) are deleted. A consumer that already uses them loses access.'],
    ],
    [
      'somebody has changed the pair before',
      { changedOutside: '3MVG9colleagueKeyAbC1' },
      [
        'The credentials were changed outside keyturn: the current key is 3MVG9…AbC1, not 3MVG9…Q7aX. It may have leaked too, so keyturn replaces it. Consumers that have it lose access.',
      ],
    ],
    ['sessions are kept', { keepsSessions: true }, [], ['live sessions']],
    [
      'the flow is off first',
      { containBy: 'flow', sameUser: ['ERP_Bridge'] },
      [
        'OAuth is off for Billing Sync until the leaked credentials are deleted and keyturn has delivered the new ones. Nobody gets a token in the meantime.',
      ],
      ['ERP_Bridge', 'frozen', 'freezes'],
    ],
    [
      'the user is frozen first',
      { containBy: 'freeze', sameUser: ['ERP_Bridge', 'Mailer'] },
      [
        'int.billing@acme.example is frozen until the leaked credentials are deleted and keyturn has delivered the new ones. Billing Sync gets no token in the meantime.',
        'Other apps that run as this user stop too: ERP_Bridge, Mailer.',
      ],
    ],
    [
      'the user may be frozen',
      { containBy: 'flow-or-freeze', sameUser: null },
      [
        'If the org refuses that, keyturn freezes int.billing@acme.example instead.',
        "Other apps that run as this user then stop too. The org doesn't say which ones.",
      ],
    ],
    [
      'a deploy replaces the pair',
      { replaceBy: 'deploy', whyByDeploy: 'the org has no staging', mayLoseCertificate: true },
      [
        "Credentials can't be staged (the org has no staging), so a deploy replaces the key and the secret at once. Nobody has access from then until the new credentials are delivered.",
        'That deploy may clear a certificate of the app. You must upload it again.',
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
    ['consumers with a delivery', {}, ['Updated automatically: /srv/erp.env, vault.']],
    [
      'nobody to lose access',
      { handedOver: [], hasNoConsumers: true },
      ['No consumer loses access: the app is marked as having no consumers.'],
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
        'REST access to secrets is off. keyturn turns it on temporarily, then off again.',
        'keyturn signs in through this app. It does this work as ops@acme.example instead, to keep its own access.',
      ],
    ],
  ];
  it.each(cases)('%s', (_title, fields, lines) => {
    expect(said('stays', fields)).toEqual(lines);
  });
});

it('says of nothing that it keeps working while the user or the app refuses every token', () => {
  const use = { getsToken: false, why: 'the execution user is frozen', isSetUp: true };
  const working = { sameUser: ['Data_Lake'], upToDate: ['Mailroom'] };
  expect(said('stays', working)).toHaveLength(3);
  expect(said('stays', { ...working, leakedUse: use })).toEqual([]);
  expect(said('stays', { ...working, containBy: 'freeze', wasBlocked: true })).toEqual([]);
  expect(said('stays', { ...working, leakedUse: { ...use, isSetUp: false } })).toHaveLength(3);
});

describe("what can't be undone", () => {
  it('is the leaked pair, and what lies in the slot', () => {
    expect(said('final', {})).toEqual(["The leaked credentials (3MVG9…Q7aX) can't be restored."]);
    expect(said('final', { slot: inSlot({}) })).toEqual([
      "The leaked credentials (3MVG9…Q7aX) can't be restored.",
      "The credentials in the staging slot (3MVG9…AbCd) can't be restored either.",
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
      'Stage new credentials, save them, and verify them with a real token.',
      'Deliver the new credentials to /srv/erp.env, vault.',
      'Promote the new credentials, and delete the leaked ones (3MVG9…Q7aX).',
      'Verify that Salesforce refuses the leaked credentials.',
      'End the live sessions of the app that the org lists.',
      'Write the incident report.',
    ]);
  });

  it('are those that are left of an emergency that goes on', () => {
    const done = { stays: '3MVG9new', savedAt: noon, stagedProvedAt: noon, rotatedAt: noon, endedAt: noon };
    const delivered = { target: parseTarget('exec:vault'), status: 'delivered', at: noon, problem: null } as const;
    const goesOn = rotation({ kind: 'emergency', ...done, deliveries: [delivered], emergency: emergencyRun() });
    const consumers = { handedOver: targets('file:/srv/erp.env'), upToDate: ['vault'] };
    expect(said('steps', { goesOn, ...consumers })).toEqual([
      'Deliver the new credentials to /srv/erp.env.',
      'Verify that Salesforce refuses the leaked credentials.',
      'End the live sessions of the app that the org lists.',
      'Write the incident report.',
      'Verify the new credentials with a real token.',
      'Check the org again, and end the emergency.',
    ]);
  });

  it("don't count on a delivery that failed before", () => {
    const fields = {
      handedOver: targets('file:/srv/erp.env', 'exec:vault'),
      mayFail: [nameIn([], parseTarget('exec:vault'))],
    };
    expect(said('stays', fields)).toContain('Updated automatically: /srv/erp.env.');
    expect(said('breaks', fields)).toContain(
      "keyturn couldn't update these last time. If it can't now, they have no access until updated by hand: exec:vault.",
    );
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
      'Stage new credentials and save them. They can be verified once tokens are issued again.',
      'Unfreeze the execution user.',
    ]);
  });

  it('promise nothing while the emergency of a different app keeps the user frozen', () => {
    const frozenFor = { app: 'Data_Lake', wasSo: false, isSure: true };
    const fields = { frozenFor, leakedUse: null, sameUser: ['Data_Lake'] };
    expect(said('stays', fields)).toEqual([]);
    expect(said('note', fields)[0]).toContain('because the emergency of Data_Lake keeps the execution user frozen');
    expect(said('steps', { ...fields, containBy: 'freeze' })).toContain(
      'Unfreeze the execution user, unless the emergency of Data_Lake still needs it frozen.',
    );
  });

  it.each<[string, Partial<EmergencyPlan>, readonly [string, string, string]]>([
    [
      'a frozen user',
      { containBy: 'freeze', sameUser: ['Data_Lake'] },
      [
        'int.billing@acme.example was frozen before keyturn started, and stays frozen. Billing Sync gets no token, also with the new credentials, until a person unfreezes the user.',
        'Check that the execution user is frozen, as before.',
        'Leave the execution user frozen.',
      ],
    ],
    [
      'OAuth that is off',
      { containBy: 'flow-or-freeze' },
      [
        'OAuth was off for Billing Sync before keyturn started, and stays off. Billing Sync gets no token, also with the new credentials, until a person turns it on.',
        'Check that OAuth is off for the app, as before.',
        'Leave OAuth off for the app.',
      ],
    ],
  ])('leave %s as it was', (_what, fields, [breaks, block, open]) => {
    const plan = { ...fields, wasBlocked: true };
    expect(said('breaks', plan)[0]).toBe(breaks);
    expect(said('breaks', plan).join()).not.toMatch(/stop too|until the leaked/);
    expect(said('steps', plan)).toEqual([
      block,
      'Verify that every token request is refused.',
      'Stage new credentials and save them. They can be verified once tokens are issued again.',
      'Promote the new credentials, and delete the leaked ones (3MVG9…Q7aX).',
      'Deliver the new credentials to /srv/erp.env, vault.',
      open,
      'Verify that Salesforce refuses the leaked credentials.',
      'End the live sessions of the app that the org lists.',
      'Write the incident report.',
    ]);
  });

  it('begin with the containment, which ends before the proofs', () => {
    expect(said('steps', { containBy: 'flow', slot: inSlot({}), handedOver: [], keepsSessions: true })).toEqual([
      'Turn off OAuth for the app.',
      'Verify that every token request is refused.',
      'Delete the credentials in the staging slot to free it.',
      'Stage new credentials and save them. They can be verified once tokens are issued again.',
      'Promote the new credentials, and delete the leaked ones (3MVG9…Q7aX).',
      'Turn OAuth back on for the app.',
      'Verify the new credentials with a real token.',
      'Verify that Salesforce refuses the leaked credentials while access is open.',
      'Write the incident report.',
    ]);
  });

  it('replace the pair by a deploy where none can be staged', () => {
    expect(said('steps', { replaceBy: 'deploy' }).slice(0, 3)).toEqual([
      'Replace the leaked credentials (3MVG9…Q7aX) by a deploy.',
      'Read the new credentials, save them, and verify them with a real token.',
      'Deliver the new credentials to /srv/erp.env, vault.',
    ]);
  });
});

describe('the plan of an emergency that can only block access', () => {
  const obstacles = [{ problem: 'ada is missing permissions: X', cures: ['Assign X.'] }];
  const stuck = (tone: PlanSection['tone'], fields: Partial<EmergencyPlan> = {}) =>
    said(tone, { containBy: 'flow', obstacles, ...fields });

  it('promises nothing that needs new credentials', () => {
    expect(stuck('breaks', { byHand: ['Mailroom'] })).toEqual([
      "keyturn can't replace the credentials now: ada is missing permissions: X.",
      'OAuth is off for Billing Sync until that is fixed and keyturn has replaced the credentials. Nobody gets a token in the meantime.',
      'No access until then: /srv/erp.env, vault, Mailroom.',
      "Any consumer that keyturn doesn't know.",
    ]);
    expect(stuck('stays')).toEqual([]);
    expect(stuck('final')).toEqual([
      "When the emergency continues, keyturn deletes the leaked credentials (3MVG9…Q7aX) without asking again. They can't be restored.",
    ]);
    expect(stuck('steps')).toEqual([
      'Turn off OAuth for the app.',
      'Verify that every token request is refused.',
      "Stop, because the credentials can't be replaced now. OAuth stays off for the app.",
    ]);
    expect(stuck('steps', { leakedUse: null, containBy: 'freeze' })).toEqual([
      'Freeze the execution user.',
      "Stop, because the credentials can't be replaced now. The execution user stays frozen.",
    ]);
  });

  it('says how to fix it, how to continue, and the way back without new credentials', () => {
    const notes = stuck('note');
    expect(notes).toContain('Assign X.');
    expect(notes).toContain(
      'Once that is fixed, continue: `keyturn resume Billing_Sync`. Until then, access stays blocked.',
    );
    expect(notes.join(' ')).toMatch(/Live sessions end only when the emergency continues/);
    expect(notes.join(' ')).toMatch(
      /To restore access without new credentials: `keyturn unwatch Billing_Sync --confirm Billing_Sync`, then Setup ▸ .*enable the app and its OAuth plugin\./,
    );
    expect(stuck('note', { containBy: 'freeze' }).join(' ')).toMatch(/, then Setup ▸ Users ▸ \S+ ▸ Unfreeze\./);
  });

  it('says why access is blocked otherwise than requested, or not at all', () => {
    const why = 'ada is missing permissions: Y';
    expect(said('breaks', { containBy: 'freeze', notContained: why })[0]).toBe(
      `keyturn can't turn off OAuth for the app, so it freezes the user instead: ${why}.`,
    );
    const not = `keyturn can't block access: ${why}. The leaked credentials work until they are deleted.`;
    expect(said('note', { notContained: why })).toContain(not);
    expect(said('breaks', { notContained: why })).not.toContain(not);
    expect(said('breaks', { notContained: why, isContainWanted: true })[0]).toBe(not);
    expect(said('note', { notContained: why, isContainWanted: true })).not.toContain(not);
  });
});

describe('what is worth knowing', () => {
  it('is where it happens, and the last resort', () => {
    expect(said('note', {})).toEqual([
      'The leaked credentials work now.',
      'Acme Corp is a production org.',
      'If no new credentials can be made, keyturn turns off OAuth for the app, so that nobody gets in.',
    ]);
    const contacts = [
      { name: 'Mailroom', target: parseTarget('manual:Mailroom'), contact: 'ana@acme.example' },
      { name: 'ERP', target: parseTarget('file:/srv/erp.env'), contact: 'bob@acme.example' },
    ];
    expect(said('note', { byHand: ['Mailroom'], contacts })).toContain('Contacts: ERP: bob@acme.example.');
    expect(said('note', { isProduction: false })).toContain('Acme Corp is not a production org.');
    // The practice org only plays one kind or the other.
    expect(said('note', { isProduction: null }).join(' ')).not.toContain('production org');
  });

  it('is what a person does for consumers by hand', () => {
    expect(said('note', { byHand: ['Mailroom'] })).toContain(
      'By hand: `keyturn reveal Billing_Sync` shows the new credentials. Then confirm with `keyturn handed-over Billing_Sync "Mailroom"`.',
    );
    expect(said('note', { byHand: ['Mailroom'] }).join()).not.toContain('--for');
    const [mailroom] = targets('manual:Mailroom');
    if (!mailroom) throw new Error('no target');
    const consumers = [newConsumer(mailroom, { keys: ['age1mailroom'] })];
    expect(said('note', { byHand: ['Mailroom'], watched: watchedApp({ consumers }) }).join()).toContain(
      '`keyturn reveal Billing_Sync --for "Mailroom"` encrypts the new credentials for Mailroom. Then confirm',
    );
    expect(said('note', { byHand: ['Mailroom', 'ERP'] }).join()).toContain(
      'Then confirm each: `keyturn handed-over Billing_Sync "Mailroom"`, `keyturn handed-over Billing_Sync "ERP"`.',
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
      'This continues the emergency confirmed 3 min ago. Finished steps are not repeated.',
      'Acme Corp is a production org.',
      'If no new credentials can be made, keyturn turns off OAuth for the app, so that nobody gets in.',
      'Live sessions are kept: a token issued for the leaked credentials works until it expires.',
      'A deploy is running in the org (0Af000000000001AAA). Steps that need a deploy may have to wait for it.',
      "keyturn couldn't check these, so more may break: who is signed in; its settings.",
    ]);
  });
});

describe('whether the leaked pair could be used', () => {
  const why = 'OAuth or the client credentials flow is off for this app';
  it.each([
    ['it gets tokens', { getsToken: true, why: null, isSetUp: false }, 'The leaked credentials work now.'],
    [
      'the app gives nobody one',
      { getsToken: false, why, isSetUp: true },
      `no token now, and the new ones won't either: ${why}`,
    ],
    [
      'this address may not ask',
      { getsToken: false, why: 'IP', isSetUp: false },
      'The leaked credentials get no token from this computer now: IP. They may work elsewhere.',
    ],
    ['it is not kept here', null, "it can't test whether they work now"],
  ])('is said in the plan: %s', (_, leakedUse, words) => {
    expect(said('note', { leakedUse }).join(' ')).toContain(words);
  });

  it.each(['flow', null] as const)(
    'plans no verification that the settings of the app prevent (containment: %s)',
    (containBy) => {
      const leakedUse = { getsToken: false, why, isSetUp: true };
      const steps = said('steps', { leakedUse, containBy }).join(' ');
      expect(steps).not.toContain('with a real token');
      expect(steps).toContain('They can be verified once tokens are issued again.');
    },
  );
});
