import { withConsumerLease } from '../acts/consumer-lease.ts';
import type { Attention } from '../model/attention.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/** Keeps what a person said to the reminders of an app, and notes it. @throws AnotherAtWork, AppNotWatched */
export function setAttention(state: State, given: WatchedApp, said: Partial<Attention>): Promise<WatchedApp> {
  return withConsumerLease(state, given, async () => {
    const watched = await state.apps.find(given.orgId, given.app, given.consumerId);
    if (!watched) throw reason('AppNotWatched', { app: given.app, known: [] });
    const next = { ...watched, attention: { ...watched.attention, ...said } };
    await state.apps.save(next);
    const { snoozedUntil, acknowledged } = said;
    await state.journal.append({
      event: 'noted',
      action: acknowledged ? 'acknowledge' : 'snooze',
      intent: crypto.randomUUID(),
      orgId: watched.orgId,
      org: watched.org,
      app: watched.app,
      detail: acknowledged
        ? { by: acknowledged.by, why: acknowledged.why, consumerKey: acknowledged.consumerKey }
        : { until: snoozedUntil ?? null },
    });
    return next;
  });
}

/** Notes that what had drifted is right. */
export async function noteAccepted(state: State, { orgId, org, app, lastCheck }: WatchedApp): Promise<void> {
  const accepted = (lastCheck?.drift ?? []).map(({ kind }) => kind).join(', ');
  await state.journal.append({
    event: 'noted',
    action: 'accept-drift',
    intent: crypto.randomUUID(),
    orgId,
    org,
    app,
    detail: { accepted },
  });
}
