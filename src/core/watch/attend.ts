import { withConsumerLease } from '../acts/consumer-lease.ts';
import { noted } from '../acts/noted.ts';
import type { Attention } from '../model/attention.ts';
import type { DaemonHealth } from '../model/daemon-health.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/** Stores a snooze or an acknowledgment, or its end (null), and records it in the audit trail. @throws AnotherAtWork, AppNotWatched */
export function setAttention(state: State, given: WatchedApp, said: Partial<Attention>): Promise<WatchedApp> {
  return withConsumerLease(state, given, async () => {
    const watched = await state.apps.find(given.orgId, given.app, given.consumerId);
    if (!watched) throw reason('AppNotWatched', { app: given.app, known: [] });
    const next = { ...watched, attention: { ...watched.attention, ...said } };
    await state.apps.save(next);
    const { snoozedUntil, acknowledged } = said;
    if (acknowledged) {
      const { by, why, consumerKey } = acknowledged;
      await noted(state.journal, watched, 'acknowledge', { by, why, consumerKey });
    } else if (acknowledged === null) await noted(state.journal, watched, 'acknowledge', { undone: true });
    else await noted(state.journal, watched, 'snooze', { until: snoozedUntil ?? null });
    return next;
  });
}

/** Records in the audit trail that the drift was accepted. */
export async function noteAccepted(state: State, watched: WatchedApp): Promise<void> {
  const accepted = (watched.lastCheck?.drift ?? []).map(({ kind }) => kind).join(', ');
  await noted(state.journal, watched, 'accept-drift', { accepted });
}

/** Stores who works on what keeps the daemon from its work, and records it in the audit trail. */
export async function setDaemonAttention(
  { health, journal }: Pick<State, 'health' | 'journal'>,
  acknowledged: NonNullable<DaemonHealth['acknowledged']>,
): Promise<DaemonHealth> {
  // Without a next step until the next pass has looked.
  const next = await health.change((before) => ({ ...before, acknowledged, nextAt: null }));
  const { by, why } = acknowledged;
  const about = { intent: crypto.randomUUID(), orgId: '', org: '', app: null };
  await journal.append({ event: 'noted', action: 'acknowledge', ...about, detail: { by, why, daemon: true } });
  return next;
}
