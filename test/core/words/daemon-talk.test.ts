import { expect, it } from 'vitest';
import { type DaemonNews, daemonLines } from '../../../src/core/words/daemon-talk.ts';

const now = Date.UTC(2026, 10, 24);
const act = { org: 'acme', app: 'ERP Bridge', action: 'stage', outcome: 'done', attention: 'rotate it' };
const tick = { kind: 'tick', acts: [], notices: [], warnings: [], nextAt: now + 240_000, now } as const;

it.each<[DaemonNews, readonly string[]]>([
  [
    { kind: 'watching', apps: 2, orgs: 1 },
    ['✔ The daemon is running and watches 2 apps in 1 org. Stop it with Ctrl-C.'],
  ],
  [
    { kind: 'watching', apps: 0, orgs: 0 },
    ['▲ The daemon is running, but no app is watched yet. Start with `keyturn setup`.'],
  ],
  [tick, ['  Nothing was due; next check in 4 min.']],
  [
    {
      ...tick,
      acts: [
        act,
        { ...act, outcome: 'DeliveryFailed' },
        { ...act, action: 'check', outcome: 'OrgRefused', attention: null },
      ],
      notices: [
        { title: 'Staged\u001b[31m', sentTo: ['ops', 'mail'] },
        { title: 'Due', sentTo: [] },
      ],
      warnings: ['no channel'],
      nextAt: null,
    },
    [
      '✔ ERP Bridge in acme: new credentials are staged',
      '▲ ERP Bridge in acme: staging new credentials stopped (DeliveryFailed)',
      '  • rotate it',
      "▲ ERP Bridge in acme: couldn't be checked (OrgRefused)",
      '▸ Staged (sent to ops, mail)',
      '▸ Due',
      '▲ no channel',
    ],
  ],
  [
    { kind: 'failed', problem: 'the disk is full.' },
    [
      '✖ The check failed: the disk is full.',
      '  Nothing is lost. The daemon tries again within a minute.',
      '  • Run `keyturn doctor` to find the cause.',
    ],
  ],
  [{ kind: 'leaving', isWorking: true }, ['', 'Stopping after the current step…']],
  [{ kind: 'leaving', isWorking: false }, ['']],
])('says %j as sentences', (news, lines) => {
  expect(daemonLines(news)).toEqual(lines);
});
