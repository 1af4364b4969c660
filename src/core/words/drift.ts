import type { KnownLeak } from '../model/containment-record.ts';
import type { Drift, LastCheck } from '../model/watched-app.ts';
import { plainText, sentenceText, shortKey } from '../plain/text.ts';
import { isoDay, isoInstant } from '../plain/time.ts';
import { unwatchCommand } from '../reasons/reason.ts';
import { leakOpens, secretAccessOffPlace, setupPlaces } from '../reasons/setup-places.ts';
import { oauthOnPath } from './app-problems.ts';
import { containmentRecordWords, recordedBlock } from './containment-record.ts';
import { unfreezeSafely, verificationPaused } from './frozen-user.ts';
import { freezeWords } from './shared-freeze.ts';

/** One change, as facts. Names and values come from the org and are untrusted. */
export type DriftFacts =
  | { readonly kind: 'secret-access-left-on' }
  /** `hasRun`: a run of the app isn't finished. */
  | { readonly kind: 'app-gone'; readonly hasRun: boolean }
  | { readonly kind: 'host-changed'; readonly from: string; readonly to: string }
  /** `newOrgId` is null if the org kept its id. `key` is null if the app is missing after the refresh. */
  | {
      readonly kind: 'sandbox-refreshed';
      readonly newOrgId: string | null;
      readonly key: string | null;
      readonly hasRun: boolean;
    }
  | { readonly kind: 'pair-changed-outside'; readonly key: string; readonly before: string }
  | { readonly kind: 'staged-outside'; readonly key: string; readonly author: string | null }
  | { readonly kind: 'secret-missing'; readonly key: string }
  /** `wasOn`: keyturn has seen it on. False if it was off at the first check and since; null if unknown. */
  | { readonly kind: 'flow-off'; readonly side: 'oauth' | 'app' | 'policy'; readonly wasOn: boolean | null }
  | { readonly kind: 'user-changed'; readonly user: string; readonly before: string }
  | { readonly kind: 'user-missing' | 'user-inactive'; readonly user: string }
  /** `frozenFor` is an open emergency of another app that needs it so, or undoes it. */
  | {
      readonly kind: 'user-frozen';
      readonly user: string;
      readonly frozenFor?: { readonly app: string; readonly wasSo: boolean };
      /** keyturn had requested a token right before. */
      readonly isAfterProof?: boolean;
    }
  | { readonly kind: 'user-more-powerful'; readonly user: string; readonly powers: readonly string[] }
  | { readonly kind: 'policy-loosened'; readonly changes: readonly string[] };

/** A change in a few words: for a narrow column, and for a title after the app's name. */
export const driftNames: Readonly<Record<Drift['kind'], readonly [short: string, headline: string]>> = {
  'app-gone': ['app is gone', 'no longer exists in the org'],
  'sandbox-refreshed': ['sandbox refreshed', 'is in a sandbox that was refreshed'],
  'pair-changed-outside': ['key changed outside', "has new credentials that keyturn didn't create"],
  'staged-outside': ['staged outside', "has staged credentials that keyturn didn't create"],
  'secret-missing': ['secret is gone', 'has credentials that are gone from the secret store'],
  'flow-off': ['flow is off', 'gets no tokens: OAuth or the flow is off'],
  'user-changed': ['different user', 'runs as a different user'],
  'user-missing': ['user is gone', "runs as a user that doesn't exist in the org"],
  'user-frozen': ['user is frozen', 'runs as a frozen user'],
  'user-inactive': ['user is inactive', 'runs as an inactive user'],
  'user-more-powerful': ['more user permissions', 'runs as a user who gained permissions'],
  'policy-loosened': ['policy was loosened', 'has less strict policies than before'],
  'secret-access-left-on': ['secrets open over REST', 'is in an org where secrets can be read over REST'],
  'host-changed': ['different address', 'is in an org whose address has changed'],
};

/** When keyturn first saw a change. */
export const firstSeen = (since: number) => `First seen on ${isoDay(since)}.`;

export const lastSeen = (at: number, sentence: string) =>
  `Last seen on ${isoDay(at)} at ${isoInstant(at).slice(11, 16)} UTC: ${sentenceText(sentence)}`;

/**
 * A change as a text says it.
 * @param looked when the command began that asked the org before it says this, in epoch ms; null if it asked none: then the change
 *   may be over
 */
export function seenWords({ sentence, seenAt }: Drift, { at }: Pick<LastCheck, 'at'>, looked: number | null): string {
  const last = seenAt ?? at;
  return looked !== null && last >= looked ? sentence : lastSeen(last, sentence);
}

/**
 * A change in full: what happened, what it means and what to do.
 * @param leak of the credentials, which the cure of the change opens the app to; null if none is known
 */
export function driftWords(
  app: string,
  drift: DriftFacts,
  leak: KnownLeak | null = null,
): Pick<Drift, 'sentence' | 'cure'> {
  const words = wordsOf(app, drift);
  const by = opens(drift);
  if (leak === null || by === null) return words;
  if (leak.kept?.record.by === by) {
    const { path, record } = leak.kept;
    return { sentence: recordedBlock(record), cure: containmentRecordWords.continues(record, path) };
  }
  return { ...words, cure: `${words.cure} ${leakOpens}` };
}

/** How the cure of a change lets the app get tokens again; null if it doesn't. */
function opens(drift: DriftFacts): 'flow' | 'freeze' | 'other' | null {
  switch (drift.kind) {
    case 'flow-off':
      return drift.side === 'oauth' ? 'flow' : 'other';
    case 'user-frozen':
      // The emergency of the other app says what its end does.
      return drift.frozenFor ? null : 'freeze';
    case 'user-inactive':
    case 'user-missing':
      return 'other';
    default:
      return null;
  }
}

function wordsOf(app: string, drift: DriftFacts): Pick<Drift, 'sentence' | 'cure'> {
  const accept = `If the change is intended: \`keyturn watch ${app} --accept\`.`;
  const user = 'user' in drift ? plainText(drift.user, 80) : '';
  switch (drift.kind) {
    case 'host-changed':
      return {
        sentence: `The org's address has changed: keyturn watches ${app} at ${plainText(drift.from, 120)}, and the sign-in now leads to ${plainText(drift.to, 120)}. The org ID is the same. Until you accept the address, keyturn verifies nothing there and rotates nothing. An emergency still works.`,
        cure: `If the change is right, for example a new My Domain name: \`keyturn check ${app} --accept\`.`,
      };
    case 'app-gone':
      return {
        sentence: `${app} or its OAuth consumer no longer exists in the org.`,
        cure: `If that is intended: \`${unwatchCommand(app, drift.hasRun)}\`.`,
      };
    case 'sandbox-refreshed':
      return refreshedWords(app, drift);
    case 'pair-changed-outside':
      return {
        sentence: `The credentials were changed outside keyturn: the consumer key is ${shortKey(drift.key)}, not ${shortKey(drift.before)}. Consumers without the new credentials have lost access, or lose it when the previous credentials stop working.`,
        cure: `Find out who changed them in Setup ▸ View Setup Audit Trail. Then watch the new credentials: \`keyturn watch ${app}\`.`,
      };
    case 'staged-outside':
      return {
        sentence: `${drift.author === null ? 'Somebody' : plainText(drift.author, 80)} staged credentials outside keyturn (${shortKey(drift.key)}). keyturn can't rotate while others are in the staging slot.`,
        cure: `Ask the person who staged them. If nobody needs them, delete them: \`keyturn discard ${app} --confirm ${app}\`.`,
      };
    case 'secret-missing':
      return {
        sentence: `The secret store no longer has the current credentials (${shortKey(drift.key)}). keyturn can't verify them. Consumers keep their copies.`,
        cure: `Read them from the org again: \`keyturn watch ${app}\`.`,
      };
    case 'flow-off':
      return {
        sentence: `${offWords[drift.side]}, so Salesforce issues no tokens.${sinceWords(drift.wasOn)}`,
        cure: `If it should be on: ${drift.side === 'oauth' ? oauthOnPath(app) : `\`keyturn setup --app ${app}\`.`}`,
      };
    case 'user-changed':
      return { sentence: `The app now runs as ${user}, not as ${plainText(drift.before, 80)}.`, cure: accept };
    case 'user-missing':
      return {
        sentence: `The app runs as ${user}, a user that doesn't exist in this org. Salesforce issues no tokens.`,
        cure: `Choose a different user: \`keyturn setup --app ${app}\`.`,
      };
    case 'user-inactive':
      return {
        sentence: `${user} is inactive, so Salesforce issues no tokens.`,
        cure: `Activate the user: ${setupPlaces.activate(user)}. Or choose a different one: \`keyturn setup --app ${app}\`.`,
      };
    case 'user-frozen':
      if (drift.frozenFor)
        return { sentence: freezeWords.drift(drift.user, drift.frozenFor), cure: freezeWords.finish(drift.frozenFor) };
      return {
        sentence: `${user} is frozen, so Salesforce issues no tokens.${drift.isAfterProof ? ` ${verificationPaused.sentence(app)}` : ''}`,
        cure: `${unfreezeSafely(user)}${drift.isAfterProof ? verificationPaused.cure(app) : ''}`,
      };
    case 'user-more-powerful':
      return {
        sentence: `${user} gained permissions: ${drift.powers.join(', ')}. Anyone who has the credentials can use them.`,
        cure: `Remove the permissions from the user. ${accept}`,
      };
    case 'policy-loosened':
      return { sentence: `The app's policies were loosened: ${drift.changes.join(', ')}.`, cure: accept };
    case 'secret-access-left-on':
      return {
        sentence: 'REST access to secrets was turned on outside keyturn: consumer secrets can be read at any time.',
        cure: `Turn it off: ${secretAccessOffPlace}. keyturn turns it on only for the seconds it needs it.`,
      };
  }
}

function sinceWords(wasOn: boolean | null): string {
  if (wasOn === null) return '';
  return wasOn ? ' It was turned off outside keyturn.' : ' It was off when keyturn first checked the app, too.';
}

const offWords = {
  oauth: 'OAuth is off for this app',
  app: "The client credentials flow is off in the app's settings",
  policy: "The client credentials flow is off in the app's policies",
} as const;

function refreshedWords(app: string, drift: Extract<DriftFacts, { kind: 'sandbox-refreshed' }>) {
  const { newOrgId, key } = drift;
  return {
    sentence: `This sandbox seems to have been refreshed: ${signWords(app, newOrgId, key)}. Consumers with the previous credentials have no access.`,
    cure:
      key === null
        ? `To set it up again: \`keyturn setup --app ${app}\`. If it should stay gone: \`${unwatchCommand(app, drift.hasRun)}\`.`
        : `Watch the app as it is now: \`keyturn watch ${app} --accept\`. Then give consumers the new credentials: \`keyturn reveal ${app}\`.`,
  };
}

function signWords(app: string, newOrgId: string | null, key: string | null): string {
  if (newOrgId === null && key !== null) return `${app} has a new key (${shortKey(key)}), and the previous one is gone`;
  const now = key === null ? `${app} is no longer in it` : `the key of ${app} is now ${shortKey(key)}`;
  return `the org ID is now ${newOrgId}, and ${now}`;
}
