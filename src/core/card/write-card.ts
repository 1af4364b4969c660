import type { WatchedApp } from '../model/watched-app.ts';
import type { Clock, Incidents, State } from '../ports/ports.ts';
import { breakGlassCard } from '../words/card.ts';

export interface CardPorts {
  readonly state: Pick<State, 'apps'>;
  readonly clock: Clock;
  readonly incidents: Pick<Incidents, 'writeCard'>;
  /** Contacts by name of the consumer, from the settings. */
  readonly contacts: Readonly<Record<string, string>>;
  readonly isPractice: boolean;
}

/** Writes the break-glass card of an app. @throws FileNotWritten */
export async function writeCardOf(
  { state, clock, incidents, contacts, isPractice }: CardPorts,
  watched: WatchedApp,
  path: string,
): Promise<void> {
  const { lastDrill, orgId, app, executionUser } = watched;
  const isAlong = (other: WatchedApp) =>
    other.orgId === orgId &&
    other.app !== app &&
    executionUser !== null &&
    other.executionUser?.id === executionUser.id;
  const sameUser = (await state.apps.list()).filter(isAlong).map((other) => other.app);
  const drill = lastDrill ? { at: lastDrill.at, refusedAfterMs: lastDrill.estimateMs } : null;
  const facts = { watched, contacts, drill, sameUser, writtenAt: clock.now(), isPractice };
  return incidents.writeCard(path, breakGlassCard(facts));
}
