import type { Drift } from '../model/watched-app.ts';
import { plainText, shortKey } from '../plain/text.ts';

/** What was found to be different, as facts. Names and values are from the org: untrusted. */
export type DriftFacts =
  | { readonly kind: 'app-gone' | 'secret-access-left-on' }
  /** `newOrgId` is null where the id of the org is the one of before, `key` where the app is not in the copy. */
  | { readonly kind: 'sandbox-refreshed'; readonly newOrgId: string | null; readonly key: string | null }
  | { readonly kind: 'pair-changed-outside'; readonly key: string; readonly before: string }
  | { readonly kind: 'flow-off'; readonly side: 'oauth' | 'app' | 'policy' }
  | { readonly kind: 'user-changed'; readonly user: string; readonly before: string }
  | { readonly kind: 'user-missing' | 'user-inactive' | 'user-frozen'; readonly user: string }
  | { readonly kind: 'user-more-powerful'; readonly user: string; readonly powers: readonly string[] }
  | { readonly kind: 'policy-loosened'; readonly changes: readonly string[] };

/** A drift in a few words: for a narrow column, and after the name of the app. */
export const driftNames: Readonly<Record<Drift['kind'], readonly [short: string, headline: string]>> = {
  'app-gone': ['app is gone', 'is gone from the org'],
  'sandbox-refreshed': ['sandbox was refreshed', 'is in a sandbox that was refreshed'],
  'pair-changed-outside': ['key changed outside', 'has another pair, which keyturn did not make'],
  'flow-off': ['flow was turned off', 'gets no token any more: its flow was turned off'],
  'user-changed': ['runs as another user', 'runs as another user'],
  'user-missing': ['its user is gone', 'runs as a user whom the org doesn’t have'],
  'user-frozen': ['its user was frozen', 'runs as a user who was frozen'],
  'user-inactive': ['user was deactivated', 'runs as a user who was deactivated'],
  'user-more-powerful': ['user grew in power', 'runs as a user who has grown more powerful'],
  'policy-loosened': ['policy was loosened', 'has looser policies than before'],
  'secret-access-left-on': ['secrets open over REST', 'is in an org that lets secrets be read over REST'],
};

/** A drift in full: what it is and means, and what to do. */
export function driftWords(app: string, drift: DriftFacts): Pick<Drift, 'sentence' | 'cure'> {
  const accept = `If that is right: \`keyturn watch ${app} --accept\`.`;
  const user = 'user' in drift ? plainText(drift.user, 80) : '';
  switch (drift.kind) {
    case 'app-gone':
      return {
        sentence: `${app} is gone from the org, or its consumer is.`,
        cure: `If it is meant to be gone: \`keyturn unwatch ${app}\`.`,
      };
    case 'sandbox-refreshed':
      return refreshedWords(app, drift);
    case 'pair-changed-outside':
      return {
        sentence: `The pair was changed outside of keyturn: it is ${shortKey(drift.key)}, not ${shortKey(drift.before)}. Consumers that were not told have lost access, or lose it when the old pair ends.`,
        cure: `Find out who changed it (Setup ▸ View Setup Audit Trail), then take it over: \`keyturn watch ${app}\`.`,
      };
    case 'flow-off':
      return {
        sentence: `${offWords[drift.side]}: no token is issued.`,
        cure: `Turn it on again when it should be: \`keyturn setup --app ${app}\`.`,
      };
    case 'user-changed':
      return { sentence: `It runs as ${user} now, not as ${plainText(drift.before, 80)}.`, cure: accept };
    case 'user-missing':
      return {
        sentence: `It runs as ${user}, whom this org doesn’t have: no token is issued.`,
        cure: `Name another user: \`keyturn setup --app ${app}\`.`,
      };
    case 'user-inactive':
      return {
        sentence: `${user} was deactivated: no token is issued.`,
        cure: 'Activate the user, or name another one with `keyturn setup`.',
      };
    case 'user-frozen':
      return {
        sentence: `${user} was frozen: no token is issued.`,
        cure: 'Find out why, then unfreeze the user in Setup ▸ Users.',
      };
    case 'user-more-powerful':
      return {
        sentence: `${user} has grown more powerful (${drift.powers.join(', ')}): so has everybody who holds the pair.`,
        cure: `Take it back from the user. ${accept}`,
      };
    case 'policy-loosened':
      return { sentence: `Its policies were loosened: ${drift.changes.join(', ')}.`, cure: accept };
    case 'secret-access-left-on':
      return {
        sentence: 'Consumer secrets can be read over REST all the time: the setting was turned on outside of keyturn.',
        cure: 'Turn it off in Setup ▸ External Client App Settings; keyturn borrows it for the seconds it needs it.',
      };
  }
}

const offWords = {
  oauth: 'OAuth of the app was turned off',
  app: 'The flow was turned off in its own settings',
  policy: 'The flow was turned off in its policies',
} as const;

function refreshedWords(app: string, drift: Extract<DriftFacts, { kind: 'sandbox-refreshed' }>) {
  const { newOrgId, key } = drift;
  const sign =
    newOrgId === null
      ? 'its app or its pair is another one, and nothing is left of the former one'
      : `the id of the org is ${newOrgId} now`;
  const now = key === null ? `${app} is not in it any more` : `the pair of ${app} is ${shortKey(key)} now`;
  return {
    sentence: `The sandbox was refreshed, as it looks: ${sign}; ${now}. Consumers that have the former pair have no access.`,
    cure:
      key === null
        ? `Set it up there again: \`keyturn setup --app ${app}\`. If it is meant to be gone: \`keyturn unwatch ${app}\`.`
        : `Take it over as it is now: \`keyturn watch ${app} --accept\`, then give consumers the new pair: \`keyturn reveal ${app}\`.`,
  };
}
