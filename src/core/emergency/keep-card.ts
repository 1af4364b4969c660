import type { Clock, Incidents } from '../ports.ts';
import type { WatchedApp } from '../watch/watched-app.ts';
import { breakGlassCard } from './card.ts';

export interface CardPorts {
  readonly clock: Clock;
  readonly incidents: Pick<Incidents, 'writeCard'>;
  /** Whom to call for a consumer, by its name; from the settings. */
  readonly contacts: Readonly<Record<string, string>>;
  readonly isPractice: boolean;
}

/** Writes the break-glass card of an app as it is now. @throws FileNotWritten */
export function writeCardOf(
  { clock, incidents, contacts, isPractice }: CardPorts,
  watched: WatchedApp,
  path: string,
): Promise<void> {
  const { lastDrill } = watched;
  const drill = lastDrill ? { at: lastDrill.at, refusedAfterMs: lastDrill.estimateMs } : null;
  const facts = { watched, contacts, drill, sameUser: null, writtenAt: clock.now(), isPractice };
  return incidents.writeCard(path, breakGlassCard(facts));
}
