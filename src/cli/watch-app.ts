import type { OpenStore } from '../compose/opened-stores.ts';
import type { Composition } from '../compose.ts';
import { usualPolicy } from '../core/model/effective-policy.ts';
import type { Target } from '../core/model/target.ts';
import { dueAtOf, type WatchedApp } from '../core/model/watched-app.ts';
import { plainText } from '../core/plain/text.ts';
import type { SalesforceOrg } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import { type Adopted, adopt } from '../core/watch/adopt.ts';
import { dueSentence } from '../core/words/app-state.ts';
import { ageNote } from '../core/words/attention.ts';
import { doneWords } from '../core/words/watch-list.ts';
import { chosenStageAhead, type PolicyFlags, policyOf } from './policy-flags.ts';
import { refusePracticeAlias } from './which-org.ts';

export interface WatchRequest {
  /** Alias or username. */
  readonly org: string;
  /** As a person typed it. */
  readonly app: string;
  /** The app if it is watched already. */
  readonly before: WatchedApp | null;
  readonly oauthConsumer: string | null;
  readonly policy: PolicyFlags;
  readonly deliveries?: readonly Target[];
  readonly replacesConsumers?: boolean;
  readonly issuedAt?: number | null;
  readonly isAccepting?: boolean;
  readonly apiVersion?: string | undefined;
  readonly openStore: OpenStore;
}

/** Starts watching an app, or changes what a person chose for it: `keyturn watch`, and the same on the watch screen. */
export async function watchApp(composition: Composition, request: WatchRequest): Promise<Adopted> {
  const { org: name, app, before, isAccepting = false } = request;
  const [state, clock, signIns, settings] = await Promise.all([
    composition.state(),
    composition.clock(),
    composition.signIns(),
    composition.settings(),
  ]);
  if (!before) refusePracticeAlias(name, composition.isPractice);
  const known = before?.chosenPolicy ?? usualPolicy(settings, { org: name, username: name });
  const policy = policyOf(request.policy, known, chosenStageAhead(settings));
  const org = await signIns.open(name, request.apiVersion ? { apiVersion: request.apiVersion } : {});
  if (before) await refuseOther(org, before, app);
  return adopt({
    org,
    app: before?.app ?? app,
    consumer: request.oauthConsumer ?? (isAccepting ? null : (before?.consumerId ?? null)),
    takesOver: isAccepting ? before : null,
    policy,
    deliveries: request.deliveries ?? [],
    replacesConsumers: request.replacesConsumers ?? false,
    tests: await composition.deliveries(),
    issuedAt: request.issuedAt ?? null,
    openStore: () => request.openStore(before?.store?.kind),
    state,
    incidents: await composition.incidents(),
    clock,
  });
}

/** `✔ Watching Billing Sync in Acme Corp. The secret is due on 29 Jan.`, and whether its age is unknown. @param now epoch ms */
export function watchingLines(watched: WatchedApp, now: number): readonly string[] {
  const label = plainText(watched.label || watched.app);
  const age = ageNote(watched);
  const line = `✔ ${doneWords.watching(label, plainText(watched.orgName))} ${dueSentence(dueAtOf(watched), now)}`;
  return age === null ? [line] : [line, `  ${age}`];
}

/**
 * The label of a watched app can be the developer name of another app of the org, which then needs its id.
 * @throws AppAmbiguous
 */
async function refuseOther(org: SalesforceOrg, { app, label }: WatchedApp, typed: string): Promise<void> {
  const name = typed.slice(typed.lastIndexOf('/') + 1).toLowerCase();
  if (name === app.toLowerCase() || name !== plainText(label).toLowerCase()) return;
  const other = (await org.apps.list()).find(({ developerName }) => developerName.toLowerCase() === name);
  if (other) throw reason('AppAmbiguous', { app: typed, candidates: [app, other.id ?? other.developerName] });
}
