import type { JournalEntry } from '../core/model/journal.ts';
import type { Log, SecretStores, State } from '../core/ports/ports.ts';
import { newsWords, type RotationNews } from '../core/words/news.ts';

/** A state that also logs what it records in the audit trail. */
export function loggedState<Opened extends State>(state: Opened, log: Log): Opened {
  const append = (entry: JournalEntry) => {
    const { action, event, intent, app } = entry;
    log.debug('audit-trail', { action, is: event, intent, app });
    return state.journal.append(entry);
  };
  return { ...state, journal: { ...state.journal, append } };
}

/** Stores that also log when one is opened, and how long that took. */
export function loggedStores<Opened extends SecretStores>(stores: Opened, log: Log): Opened {
  const open: SecretStores['open'] = async (kind, passphrase) => {
    const started = performance.now();
    const store = await stores.open(kind, passphrase);
    log.debug('store.opened', { kind, ms: Math.round(performance.now() - started) });
    return store;
  };
  return { ...stores, open };
}

/** Progress of a run that is also logged. */
export function loggedNews(tell: (news: RotationNews) => void, log: Log): (news: RotationNews) => void {
  return (news) => {
    const { what, detail } = newsWords(news);
    log.debug('run', { is: news.kind, what, detail });
    tell(news);
  };
}

/** Logs the lines of a debug log for one command. The adapter is loaded only if somebody asks for it. */
export async function openDebug(
  env: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void,
): Promise<import('../core/adapters/debug-log.ts').DebugLog> {
  const [{ openDebugLog }, { systemClock }] = await Promise.all([
    import('../core/adapters/debug-log.ts'),
    import('../core/adapters/system-clock.ts'),
  ]);
  return openDebugLog({ env, now: systemClock().now, write });
}
