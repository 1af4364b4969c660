import type { OAuthConsumer, Pair } from '../model/app.ts';
import type { Clock, SalesforceOrg, SecretStore, State } from '../ports/ports.ts';
import { isKeyturnError, type KeyturnError, reason } from '../reasons/errors.ts';
import { answerProblems } from '../words/org-answers.ts';
import { orNothing } from './damaged-entry.ts';
import { journalled } from './journalled.ts';
import { named } from './named.ts';
import { withSecretAccess } from './secret-access.ts';

export interface PairPlace {
  readonly org: SalesforceOrg;
  readonly app: { readonly id: string; readonly developerName: string };
  readonly consumer: Omit<OAuthConsumer, 'name'>;
  readonly store: SecretStore;
  readonly ports: { readonly state: State; readonly clock: Clock };
}

/**
 * Reads the current credentials from the org and saves them in the secret store before anything else.
 * @param borrow null to leave the org unchanged; otherwise REST access to secrets is turned on temporarily, and `warn` is
 *   called when it couldn't be turned off again
 * @throws SecretAccessDisabled, SecretUnreadable, PermissionMissing, PairNotSaved
 */
export async function readAndStorePair(place: PairPlace, borrow: { readonly warn: () => void } | null): Promise<Pair> {
  const { org, app, store, ports } = place;
  const { journal } = ports.state;
  const pair = borrow
    ? await reading(place, borrow)
    : await reading(place, borrow).catch((error: unknown) => fromStore(place, error));
  const kept = await store.get(org.orgId, pair.consumerKey).catch(orNothing);
  if (kept?.consumerSecret.equals(pair.consumerSecret)) {
    await store.claim(org.orgId, pair.consumerKey);
    return pair;
  }
  const act = {
    action: 'save-pair',
    orgId: org.orgId,
    org: org.name,
    app: app.developerName,
    detail: { consumerKey: pair.consumerKey, store: store.kind },
  } as const;
  await journalled(journal, act, () =>
    store.put({ ...pair, orgId: org.orgId, app: app.developerName, savedAt: ports.clock.now() }),
  );
  return pair;
}

/** @returns the current credentials as the org shows them. @param borrow see `readAndStorePair` */
function reading(
  { org, app, consumer, ports: { state, clock } }: Omit<PairPlace, 'store'>,
  borrow: { readonly warn: () => void } | null,
): Promise<Pair> {
  const read = () => named({ id: app.id, name: app.developerName }, org.apps.readPair(app.id, consumer.id));
  return borrow ? withSecretAccess({ org, state, clock, app: app.developerName }, read, borrow.warn) : read();
}

/**
 * Why the org doesn't show the current secret, as far as it tells for good. null if it shows it, and if REST access to secrets must be
 * turned on first.
 * @param isAccessOn whether that setting is on without keyturn; null if the org doesn't report it
 * @throws passing faults
 */
export async function whySecretHidden(
  place: Omit<PairPlace, 'store'>,
  isAccessOn: () => Promise<boolean | null>,
): Promise<KeyturnError | null> {
  try {
    await reading(place, null);
    return null;
  } catch (error) {
    if (!isKeyturnError(error) || error.retryable || error.exitCode === 130) throw error;
    if (error.code !== 'SecretAccessDisabled') return error;
    return (await isAccessOn()) === true ? hiddenThoughOn(place, error) : null;
  }
}

/** @param cause SecretAccessDisabled, although the setting is on */
export function hiddenThoughOn({ app }: Pick<PairPlace, 'app'>, cause: KeyturnError): KeyturnError {
  return reason('SecretUnreadable', { app: app.developerName, problem: answerProblems.refusedThoughOn }, { cause });
}

/** When the org doesn't show the secret, the credentials from the store serve as well. */
async function fromStore({ org, app, consumer, store }: PairPlace, error: unknown): Promise<Pair> {
  const isHidden = isKeyturnError(error) && ['SecretAccessDisabled', 'SecretUnreadable'].includes(error.code);
  const kept = isHidden ? await store.get(org.orgId, consumer.consumerKey) : null;
  if (kept) return kept;
  if (!isHidden || error.code === 'SecretAccessDisabled') throw error;
  throw reason('SecretUnreadable', { app: app.developerName, problem: error.message }, { cause: error });
}
