import { z } from 'zod';
import type { LineStatus } from '../../core/doctor/doctor-line.ts';
import type { NoticeKind } from '../../core/model/notice.ts';
import type { ServiceKind } from '../../core/ports/service-manager.ts';
import {
  count,
  flag,
  flagOrNull,
  instant,
  instantOrNull,
  knownText,
  oneOf,
  reasonCodes,
  text,
  textOrNull,
  texts,
} from './kinds.ts';
import { place, storeKind } from './shared.ts';
import { daemonRunning } from './status.ts';

export const noticeKind = oneOf<NoticeKind>('What the notice is about.', {
  'secret-age': 'the credentials are due soon, due or overdue',
  'age-unknown': 'the issue date of the credentials is unknown',
  'staged-waiting': 'staged credentials are ready to be promoted',
  'staged-expires': 'the staged credentials expire soon, or have expired',
  'overlap-ends': 'the previous credentials expire soon, or have expired',
  'consumers-unconfirmed': 'nobody confirmed yet that a consumer has the new credentials',
  'consumer-waiting': 'a person must update a consumer that has a contact',
  'proof-failed': 'the current credentials do not work, or could not be verified',
  drift: 'something changed outside keyturn',
  'rotation-blocked': 'a rotation needs attention',
  'sign-in-broken': 'keyturn cannot sign in to the org',
  'sign-in-ends': 'the sign-in or the org ends soon',
  'consumer-failing': "the target of a consumer can't be used",
  'org-unseen': 'no check of the apps of the org worked for days',
  'done-by-daemon': 'the daemon did something automatically',
  'store-closed': "the daemon can't open a secret store",
  'state-set-aside': 'the state file was damaged and moved away',
  'state-unconfirmed': 'a person must confirm that no other copy of the state is in use',
  'channel-failing': 'a channel takes no messages',
  'daemon-failing': 'the checks of the daemon fail as a whole',
});

export const daemonOnce = z.object({
  good: flag('Whether nothing kept the daemon from its work.'),
  problems: texts('What kept it from its work. Empty after a good pass.'),
  tickAt: instant('When this pass started.'),
  nextTickAt: instant('When something is due next, at most a day ahead.'),
  recovered: z
    .array(z.object({ app: place.app, action: text('What was done, in words of the audit trail.') }))
    .describe('What this pass finished for runs that stopped too early.'),
  actions: z
    .array(
      z.object({
        ...place,
        action: oneOf<'check' | 'resume' | 'stage' | 'restage' | 'rotate' | 'look'>('What the daemon did.', {
          check: 'it checked the app in the org',
          resume: 'it continued a run',
          stage: 'it staged new credentials',
          restage: 'it replaced staged credentials that were about to expire',
          rotate: 'it rotated',
          look: 'it failed before it could decide what to do',
        }),
        outcome: knownText('`done`, or the reason code of the failure.', ['done', ...reasonCodes]),
      }),
    )
    .describe('What the daemon did for each app.'),
  notices: z
    .array(
      z.object({
        ...place,
        kind: noticeKind,
        threshold: text('Which step of its ladder: `30d`, `due`, `overdue 3d`, …'),
        title: text('The notice in one line.'),
        channels: z
          .array(
            z.object({
              channel: text('Name of the channel in the settings.'),
              status: oneOf<'sent' | 'waiting' | 'given-up'>('What became of the message.', {
                sent: '',
                waiting: 'it failed and will be tried again',
                'given-up': 'it failed too often',
              }),
              problem: textOrNull('Why it failed, in words.'),
            }),
          )
          .describe('The channels that the notice went to in this pass.'),
      }),
    )
    .describe('Notices that this pass raised.'),
});

const serviceKind = oneOf<ServiceKind>('What runs the daemon.', {
  systemd: 'a systemd user service',
  'systemd-system': 'a systemd system service',
  launchd: 'a launchd agent',
  'task-scheduler': 'a task of the Windows Task Scheduler',
});

const service = {
  kind: serviceKind,
  installed: flag('Whether a background service is installed.'),
  active: flagOrNull('Whether it is running. Null when the system does not say.'),
  enabled: flagOrNull('Whether it starts automatically. Null when the system does not say.'),
  linger: flagOrNull('Whether it also runs while its user is signed out. Null when the system does not say.'),
};

export const daemonInstall = z.union([
  z
    .object({
      ...service,
      path: text('Path of the service file.'),
      changed: flag('Whether the service file was written.'),
      dryRun: z.literal(false),
    })
    .meta({ title: 'installed' }),
  z
    .object({
      kind: serviceKind,
      path: text('Path of the service file.'),
      text: text('Its content.'),
      commands: texts('The commands that install it.'),
      written: textOrNull('Where the content was written (`--output`).'),
      changed: z.literal(false),
      dryRun: flag('Whether this is a dry run. False when only root can install the service.'),
    })
    .meta({ title: 'shown only (`--dry-run`, or a system service without root)' }),
]);

export const daemonUninstall = z.object({
  path: textOrNull('Path of the service file that was removed. Null when none was installed.'),
  removed: flag('Whether a background service was removed.'),
});

const problem = textOrNull('Why it cannot be used, in words. Null when it can.');

export const daemonStatus = z.object({
  ...daemonRunning.shape,
  startedAt: instantOrNull('When the daemon started. Null when it is not running.'),
  selfCheck: z
    .object({
      at: instant('When it checked.'),
      stores: z.array(z.object({ kind: storeKind('The secret store.'), problem })),
      orgs: z.array(z.object({ org: place.org, problem })),
    })
    .nullable()
    .describe('What the daemon can use where it runs. Null until it has checked.'),
  service: z.object(service).nullable().describe('The background service. Null when none is installed.'),
});

export const testNotify = z.object({
  channels: z.array(
    z.object({
      channel: text('Name of the channel in the settings.'),
      status: oneOf<'sent' | 'failed'>('Whether the sample was sent.', { sent: '', failed: '' }),
      problem: textOrNull('Why it failed, in words.'),
    }),
  ),
});

const line = z.object({
  id: text('Stable id of the line.'),
  area: oneOf<'machine' | 'org'>('What the line is about.', { machine: 'this computer', org: 'the org' }),
  title: text('What was checked.'),
  status: oneOf<LineStatus>('The result.', {
    ok: '',
    note: 'good to know',
    warning: 'may become a problem',
    failed: 'must be fixed',
  }),
  finding: text('What was found, in words.'),
  cure: textOrNull('How to fix it. Null when there is nothing to do.'),
});

export const doctor = z.union([
  z
    .object({
      lines: z.array(line).describe('One entry for each thing that was checked.'),
      repaired: texts('What `--repair` fixed, in words.'),
      unwatched: z
        .array(
          z.object({
            app: text('Developer name.'),
            orgId: text('Id of the org.'),
            org: textOrNull('A sign-in for the org. Null if there is none, or if the org could not be read.'),
            isInOrg: z.boolean().nullable().describe('Whether the org has an app of this name. Null if unknown.'),
          }),
        )
        .describe(
          'After `--repair` replaced the state: apps that the secret store has credentials of, and the state does not watch.',
        ),
    })
    .meta({ title: 'the checks' }),
  z
    .object({
      folder: text('The new folder.'),
      files: texts('Paths of the files in it.'),
    })
    .meta({ title: 'permission sets (`--permission-set`)' }),
  z
    .object({
      confirmed: flag('Whether the state was confirmed. False if there was nothing to confirm.'),
      apps: texts('The apps that were checked before, each with its org.'),
      unchecked: texts('The apps that a person confirmed without a check, each with its org.'),
    })
    .meta({ title: 'the confirmation (`--confirm`)' }),
]);

export const support = z.object({
  file: text('Absolute path of the support file.'),
  hasNames: flag('Whether it has the names of users, orgs, hosts, apps and consumers (`--with-names`).'),
  sections: z
    .array(z.object({ title: text('Title of the section.'), lines: count('Number of its lines.') }))
    .describe('What the file contains.'),
});
