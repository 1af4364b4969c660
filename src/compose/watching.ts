import type { Settings } from '../core/adapters/config.ts';
import type { Clock, SecretStores } from '../core/ports.ts';
import type { Notifier } from '../core/reminders/notice.ts';
import type { DaemonLog } from '../scheduler/daemon.ts';

/** What the daemon needs of this computer beside its state. */
export interface DaemonParts {
  readonly log: DaemonLog;
  /** Sets the time of a file by which monitors see that the daemon lives. */
  readonly heartbeat: (at: number) => Promise<void>;
  /** Runs this very program with other arguments, in a process that ends. */
  readonly runOwnProgram: typeof import('../core/adapters/own-program.ts').runOwnProgram;
}

export async function daemonParts(folder: string, freshClock: () => Promise<Clock>): Promise<DaemonParts> {
  const [{ openDaemonLog }, { runOwnProgram }, { writeFile }, { join }] = await Promise.all([
    import('../core/adapters/daemon-log.ts'),
    import('../core/adapters/own-program.ts'),
    import('node:fs/promises'),
    import('node:path'),
  ]);
  const clock = await freshClock();
  const path = join(folder, 'daemon.heartbeat');
  return {
    log: openDaemonLog(folder, () => clock.now()),
    heartbeat: (at) => writeFile(path, `${new Date(at).toISOString()}\n`, { mode: 0o600 }),
    runOwnProgram,
  };
}

/** Entries of the secret store that belong to channels stand under this name in place of an org. */
export const channelSecrets = 'channel';

/** The channels of the settings; their secrets are read when one is first used. */
export async function notifiersOf(
  settings: Settings,
  {
    stores,
    env,
  }: { readonly stores: () => Promise<SecretStores>; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<readonly Notifier[]> {
  const { createNotifiers } = await import('../core/adapters/notify/create-notifiers.ts');
  const secretOf = async (name: string) => {
    const opened = await stores();
    const kind = opened.chosen();
    const entry = kind && (await (await opened.open(kind)).get(channelSecrets, name));
    return entry ? entry.consumerSecret : null;
  };
  return createNotifiers(settings.channels, { secretOf, env });
}
