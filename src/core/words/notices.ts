import type { Notice } from '../model/notice.ts';
import { graceEndsAt, hasPair, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { consumerWord, countOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { type WhyKept, whyKeptWords } from '../reasons/rotation.ts';
import { runNames } from '../reasons/run-words.ts';
import { clockWords } from './attention.ts';
import { leftOut } from './left-out.ts';

export type NoticeText = Pick<Notice, 'title' | 'text' | 'actions'>;

type App = Pick<WatchedApp, 'org' | 'app' | 'label'>;

/** The app's name for a person. */
export function appLabel({ label, app }: Pick<App, 'label' | 'app'>): string {
  return plainText(label || app, 80);
}

/** The app's name in a command. It names the org, because a sandbox may have an app of the same name. */
export function placeOf({ org, app }: Pick<App, 'org' | 'app'>): string {
  const place = `${plainText(org)}/${plainText(app)}`;
  return /^[\w.@/+-]+$/.test(place) ? place : `"${place.replace(/["$`\\]/g, '\\$&')}"`;
}

/** The calendar event on the day a secret is due. */
export function dueEventWords(app: App & Pick<WatchedApp, 'orgName' | 'issuedAt'>) {
  const counted =
    app.issuedAt === null ? ' The issue date is unknown: the age counts from when keyturn started watching.' : '';
  return {
    summary: `Secret of ${appLabel(app)} is due (${plainText(app.orgName, 80)})`,
    description: `Run keyturn rotate ${placeOf(app)}: it stages, delivers and promotes new credentials.${counted}`,
  };
}

interface Age {
  /** How far the org's clock is ahead of this computer's, in ms; negative: behind. */
  readonly aheadMs?: number;
  readonly dueAt: number;
  readonly daysLeft: number;
  readonly maxAgeDays: number;
  readonly isStaged: boolean;
  /** An unfinished run that must be finished before a rotation. */
  readonly first: Rotation['kind'] | null;
  /** That run only keeps the previous credentials until a person deletes them. */
  readonly isKept?: boolean;
  /** Why the daemon doesn't rotate, although its policy says so. */
  readonly whyNot?: string | null;
}

export function ageWords(
  app: App,
  { aheadMs = 0, dueAt, daysLeft, maxAgeDays, isStaged, first, isKept = false, whyNot = null }: Age,
): NoticeText {
  const clock = aheadMs === 0 ? '' : ` But ${clockWords(aheadMs)}, so this may be wrong: set the clock.`;
  const due =
    daysLeft > 0
      ? `is due in ${countOf(daysLeft, 'day')}`
      : daysLeft === 0
        ? 'is due today'
        : `has been overdue for ${countOf(-daysLeft, 'day')}`;
  return {
    title: `The secret of ${appLabel(app)} ${due}`,
    text: `The due date is ${isoDay(dueAt)}, at a maximum age of ${countOf(maxAgeDays, 'day')}. Salesforce doesn't enforce it: a secret doesn't expire with its age.${whyNot === null ? '' : ` ${whyNot}.`}${clock}`,
    actions: [
      ...(first === null ? [] : [isKept ? firstRetire(app) : firstFinish(app, first)]),
      `${first === null ? '' : 'Then '}\`keyturn rotate ${placeOf(app)}\` ${isStaged ? 'delivers and promotes the staged credentials' : 'stages, delivers and promotes new credentials'}.`,
      `If someone is already working on it: \`keyturn ack ${placeOf(app)}\`.`,
    ],
  };
}

const firstFinish = (app: App, kind: Rotation['kind']) =>
  `First finish the ${runNames[kind]}: \`keyturn resume ${placeOf(app)}\`.`;
const firstRetire = (app: App) =>
  `First delete the previous credentials, once every consumer uses the new ones: \`keyturn retire ${placeOf(app)} --confirm ${plainText(app.app)}\`.`;

export function ageUnknownWords(app: App & Pick<WatchedApp, 'adoptedAt'>): NoticeText {
  return {
    title: `The age of ${appLabel(app)}'s secret is unknown`,
    text: `Salesforce reports no issue date. The age counts from ${isoDay(app.adoptedAt)}, when keyturn started watching the app. The secret may be older.`,
    actions: [
      `Set the issue date: \`keyturn watch ${placeOf(app)} --issued <YYYY-MM-DD>\`.`,
      `Or replace the secret, so that its age is known: \`keyturn rotate ${placeOf(app)}\`.`,
    ],
  };
}

/** @param detail the org's answer to the last token request */
export function proofFailedWords(app: WatchedApp, answer: 'refused' | 'inconclusive', detail: string): NoticeText {
  const key = shortKey(app.consumerKey);
  const check = `\`keyturn check ${placeOf(app)}\` checks the app and requests a token again.`;
  if (answer === 'refused') {
    return {
      title: `Salesforce refuses the credentials of ${appLabel(app)}`,
      text: `The current credentials (${key}) got no token: ${plainText(detail)}. Consumers that use them have no access.`,
      actions: [check, 'Find out who changed the app: Setup ▸ View Setup Audit Trail.'],
    };
  }
  return {
    title: `keyturn couldn't verify the credentials of ${appLabel(app)}`,
    text: `The last token request with the current credentials (${key}) was inconclusive: ${plainText(detail)}. Integrations may still have access.`,
    actions: [check, 'Check the network and https://status.salesforce.com.'],
  };
}

const rotatesStaged = (app: App) => `\`keyturn rotate ${placeOf(app)}\` delivers and promotes the staged credentials.`;

/** @param expiresAt when the staged credentials expire; null if unknown */
export function stagedWaitingWords(app: App, expiresAt: number | null): NoticeText {
  const end = expiresAt === null ? '' : ` If nobody promotes the new ones, they expire on ${isoDay(expiresAt)}.`;
  return {
    title: `New credentials for ${appLabel(app)} are staged and ready to rotate`,
    text: `They are saved and verified. Consumers still use the current credentials, which didn't change.${end}`,
    actions: [
      rotatesStaged(app),
      `If you don't want them: \`keyturn discard ${placeOf(app)} --confirm ${plainText(app.app)}\`.`,
    ],
  };
}

interface Unconfirmed {
  readonly names: readonly string[];
  /** What works now, by the run's record. */
  readonly truth: string;
  /** False while the new credentials are staged. */
  readonly isPrimary: boolean;
  readonly which: 'new' | 'current';
  /** Contacts that keyturn notified, or couldn't notify. For those, `notifiedAt` is null. */
  readonly contacts: readonly { readonly name: string; readonly contact: string; readonly notifiedAt: number | null }[];
  /** The key of the first consumer is known. */
  readonly hasKey: boolean;
}

export function unconfirmedWords(
  app: App,
  { names, truth, isPrimary, which, contacts, hasKey }: Unconfirmed,
): NoticeText {
  const isOne = names.length === 1;
  return {
    title: `${nameList(names)} ${isOne ? 'needs' : 'need'} the ${which} credentials of ${appLabel(app)}`,
    text: `keyturn is waiting for you to confirm ${isOne ? 'this consumer' : `these ${countOf(names.length, 'consumer')}`}. ${[...contacts.map(noReaction), truth].join(' ')}`,
    actions: [
      revealAction(app, { name: names[0], isPrimary, which, hasKey }),
      `Then confirm each consumer: \`keyturn handed-over ${placeOf(app)} ${consumerWord(names[0] && plainText(names[0], 80))}\`.`,
    ],
  };
}

function noReaction({ name, contact, notifiedAt }: Unconfirmed['contacts'][number]): string {
  const who = plainText(contact, 80);
  return notifiedAt === null
    ? `keyturn couldn't notify the contact of ${plainText(name, 80)}: ${who}.`
    : `keyturn notified ${who} about ${plainText(name, 80)} on ${isoDay(notifiedAt)}. No answer yet.`;
}

interface Reveal {
  readonly name: string | undefined;
  readonly isPrimary: boolean;
  readonly which: 'new' | 'current';
  readonly hasKey: boolean;
}

/** How to get the credentials to whoever updates a consumer. */
export function revealAction(app: App, { name, isPrimary, which, hasKey }: Reveal): string {
  const command = `keyturn reveal ${placeOf(app)}${isPrimary ? '' : ' --slot staged'}`;
  if (!hasKey) return `\`${command}\` shows the ${which} credentials. Both the key and the secret change.`;
  const who = consumerWord(name && plainText(name, 80));
  return `\`${command} --for ${who}\` writes the ${which} credentials to a file that only this contact can decrypt.`;
}

interface Blocked {
  readonly kind: Rotation['kind'];
  /** `given-up` if it is no longer retried; otherwise the reason code. */
  readonly code: string;
  readonly since: number;
  /** What works now; null for a run that deletes nothing before every consumer has the new credentials. */
  readonly truth: string | null;
  /** Why only a person deletes the previous credentials; missing if the run waits for something else. */
  readonly kept?: WhyKept | undefined;
  readonly which: 'new' | 'current';
  /** What is in the way of a run that keyturn tries again; missing if only a person continues it. */
  readonly retried?: string | undefined;
}

export function blockedWords(app: App, { kind, code, since, truth, kept, which, retried }: Blocked): NoticeText {
  const history = `\`keyturn history ${placeOf(app)}\` shows what was done.`;
  if (kept !== undefined) {
    return {
      title: `keyturn keeps the previous credentials of ${appLabel(app)} until you delete them`,
      text: `keyturn doesn't delete them automatically: ${whyKeptWords(kept)}. They work as long as Salesforce accepts them.`,
      actions: [
        `Once every consumer uses the ${which} ones: \`keyturn retire ${placeOf(app)} --confirm ${plainText(app.app)}\`.`,
        history,
      ],
    };
  }
  const usual = code === 'given-up' ? 'is no longer retried automatically' : `needs attention (${code})`;
  const end = retried === undefined ? usual : `can't continue yet (${code})`;
  const why =
    retried === undefined ? 'The audit trail shows every step.' : `keyturn tries again: ${retried.replace(/\.$/, '')}.`;
  const resumes = `\`keyturn resume ${placeOf(app)}\``;
  return {
    title: `The ${runNames[kind]} of ${appLabel(app)} ${end}`,
    text: `No progress since ${isoDay(since)}. ${why} ${truth ?? `keyturn deletes no credentials before every consumer has the ${which} ones.`}`,
    actions: [
      retried === undefined
        ? `${resumes} continues, or says what is in the way.`
        : `${resumes} tries again now, and says what is in the way.`,
      history,
    ],
  };
}

/** What the daemon did automatically. */
export type DaemonDeed = 'staged' | 'restaged' | 'rotated' | 'went-back' | 'ended' | 'leak-ended';

/**
 * @param isRotatedByDaemon the daemon rotates when the secret is due; otherwise you do
 * @param whyNot why it doesn't, although its policy says so
 */
export function deedWords(
  app: App,
  deed: DaemonDeed,
  rotation: Rotation,
  isRotatedByDaemon: boolean,
  whyNot: string | null = null,
): NoticeText {
  const name = appLabel(app);
  const { stays, ends, staged, refusedAt, emergency, overlapEndsAt, deliveries } = rotation;
  const key = shortKey(stays ?? 'unknown key');
  const history = `\`keyturn history ${placeOf(app)}\` shows every step.`;
  switch (deed) {
    case 'staged':
    case 'restaged': {
      const byYou = `${whyNot === null ? '' : `${whyNot}. `}You decide when to rotate`;
      const next = isRotatedByDaemon ? 'keyturn rotates when the secret is due' : byYou;
      const end =
        staged?.expiresAt == null ? '' : ` If nobody promotes them, they expire on ${isoDay(staged.expiresAt)}.`;
      return {
        title:
          deed === 'staged'
            ? `keyturn staged new credentials for ${name}`
            : `keyturn replaced the staged credentials of ${name}, which were about to expire`,
        text: `The new credentials (${key}) are saved and verified. Consumers still use the current ones. ${next}.${end}`,
        actions: [rotatesStaged(app), history],
      };
    }
    case 'rotated': {
      const previousUntil = overlapEndsAt && Math.min(overlapEndsAt, graceEndsAt(rotation) ?? overlapEndsAt);
      const confirmed = deliveries.filter(hasPair).length;
      const previous =
        previousUntil === null
          ? ''
          : ` The previous credentials (${shortKey(ends)}) work at least until ${isoDay(previousUntil)}.`;
      const given = confirmed === 0 ? 'No consumer had to be updated' : `Confirmed consumers: ${confirmed}`;
      return {
        title: `keyturn rotated the credentials of ${name}`,
        text: `The current consumer key is now ${key}. ${given}.${previous}`,
        actions: [`If something went wrong: \`keyturn rotate ${placeOf(app)} --back\`.`, history],
      };
    }
    case 'went-back':
      return {
        title: `keyturn switched ${name} back to the previous credentials`,
        text: `The current consumer key is ${key} again.`,
        actions: [history],
      };
    case 'ended':
      return {
        title: `keyturn deleted the previous credentials of ${name}`,
        text: `keyturn deleted ${shortKey(ends)}${refusedAt === null ? '' : ', and Salesforce refuses it'}. The current consumer key is ${key}.`,
        actions: [history],
      };
    case 'leak-ended': {
      const without = leftOut(rotation);
      const late = without.length > 0 ? ` Without access until they get the new ones: ${nameList(without)}.` : '';
      return {
        title: `The leaked credentials of ${name} are replaced, and Salesforce refuses them`,
        text: `keyturn finished the emergency: Salesforce refuses ${shortKey(ends)}, and the current consumer key is ${key}.${late} Report: ${plainText(emergency?.report ?? '', 400)}`,
        actions: ['Read the report: it says who signed in meanwhile and what to do next.', history],
      };
    }
  }
}
