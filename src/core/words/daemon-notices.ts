import type { DaemonTrouble } from '../model/daemon-health.ts';
import type { Notice } from '../model/notice.ts';
import { plainText, sentenceText } from '../plain/text.ts';
import { isoDay, isoInstant } from '../plain/time.ts';
import type { NoticeText } from './notices.ts';

const ack = 'If someone is already working on it: `keyturn ack --daemon`.';
const noReminders = 'Nothing else reminds you of what is due there. This alone affects no integration.';
const stores = { keychain: 'the keychain', file: 'the encrypted file' } as const;

function storeName(kind: string): string {
  return kind === 'keychain' || kind === 'file' ? stores[kind] : 'the secret store';
}

/** What keeps the daemon from its work. */
export function daemonTroubleWords(trouble: DaemonTrouble): NoticeText {
  const { since } = trouble;
  const [problem, subject] = [plainText(trouble.problem, 300).replace(/\.$/, ''), plainText(trouble.subject)];
  const cures = trouble.cure === null ? [] : [sentenceText(trouble.cure)];
  switch (trouble.kind) {
    case 'store-closed':
      return {
        title: `The daemon can't open ${storeName(trouble.subject)}`,
        text: `Since ${isoDay(since)}: ${problem}. keyturn can't verify, stage or deliver credentials from it. This alone affects no integration.`,
        actions: [...cures, 'See what the daemon can use: `keyturn daemon status`.', ack],
      };
    case 'state-set-aside':
      return {
        title: 'The daemon lost its state: the file was damaged',
        text: `On ${isoDay(since)}, keyturn moved the damaged file to ${subject}. In its place is now a backup, or an empty state. What happened after the backup is missing in it. This alone affects no integration.`,
        actions: ['See which apps keyturn watches now: `keyturn status`.', ...cures, ack],
      };
    case 'state-unconfirmed':
      return {
        title: 'The daemon changes nothing until you confirm its state',
        text: `Since ${isoDay(since)}: ${problem}. Only emergencies continue.`,
        actions: ['Stop the other copy, if there is one. Then run `keyturn doctor --confirm`.', ack],
      };
    case 'channel-failing':
      return {
        title: `The channel ${subject} takes no messages`,
        text: `Since ${isoDay(since)}: ${problem}. Its messages wait, and keyturn tries again.`,
        actions: [...cures, `Try it now: \`keyturn daemon test-notify ${subject}\`.`, ack],
      };
  }
}

/** A daemon whose checks have failed as a whole for a while. */
export function daemonFailingWords({
  since,
  problem,
}: {
  readonly since: number;
  readonly problem: string;
}): NoticeText {
  return {
    title: "The daemon can't do its work",
    text: `Since ${isoDay(since)}, every check fails: ${plainText(problem, 300).replace(/\.$/, '')}. ${noReminders}`,
    actions: ['Find the cause: `keyturn doctor`.', 'Try now: `keyturn daemon --once`.', ack],
  };
}

/** An org whose apps weren't checked for days. @param since the last check that worked */
export function orgUnseenWords(org: string, since: number): NoticeText {
  const name = plainText(org);
  return {
    title: `keyturn hasn't seen ${name} since ${isoDay(since)}`,
    text: `The last check of an app there that worked was on ${isoDay(since)}. What changed in the org since then is unknown.`,
    actions: [`Check it now: \`keyturn check -o ${name}\`.`, 'Find the cause: `keyturn doctor`.'],
  };
}

/** In place of a notice that a channel didn't take, once its cause is over. */
export function overWords({ title, since }: Pick<Notice, 'title' | 'since'>) {
  const text = `This was so on ${isoDay(since)}. keyturn couldn't send it then, or doesn't know whether it arrived.`;
  return { severity: 'note', title: `No longer so: ${title}`, text, actions: [] } as const;
}

/** Why a pass wasn't good. */
export const passProblems = {
  store: (kind: string, problem: string) =>
    `${storeName(kind)} doesn't open: ${plainText(problem, 300).replace(/\.$/, '')}`,
  blind: 'keyturn can work in none of its orgs',
  mute: 'no channel takes messages',
  unconfirmed: 'a person must confirm that no other copy of the state is in use: `keyturn doctor --confirm`',
  setAsideCure: 'If an app is missing there, watch it again: `keyturn watch <app>`.',
  setAside: (name: string) => `the state file was damaged and moved to ${plainText(name)}`,
} as const;

/** One of `passProblems` as a sentence. */
export function passWords(problem: string): string {
  return `The daemon can't do its work: ${problem}.`;
}

/** Who can't be told what keeps the daemon from its work, and what to do about it. */
export const channelGap = {
  none: [
    'none is configured, so nobody gets reminders',
    'Add one, for example with `keyturn config set channels.me \'{ type: "desktop" }\'`.',
  ],
  secretsOnly: [
    "all of them need a secret. If the secret store doesn't open, none of them can say so",
    'Add one that needs none (`desktop`, `command`, `log`, or `mail` without a password), for example with `keyturn config set channels.journal \'{ type: "log" }\'`.',
  ],
} as const;

/** At the end of a message with several notices. */
export function lastGoodWords(at: number | null): string {
  return at === null
    ? 'No check of the daemon has ended without a problem yet.'
    : `The last check without a problem ended at ${isoInstant(at).slice(0, 16).replace('T', ' ')} UTC.`;
}

/** In place of an app, in notices about the daemon. */
export function daemonLabel(host: string): string {
  return `keyturn on ${plainText(host, 60)}`;
}
