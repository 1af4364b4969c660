import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Composition } from '../compose.ts';
import type { OwnRun } from '../core/adapters/own-program.ts';
import type { State } from '../core/ports/ports.ts';
import { isAnothersCode, isKeyturnError } from '../core/reasons/errors.ts';
import { readStatus } from '../core/status/read-status.ts';
import { type DaemonNews, endedPasses } from '../core/words/daemon-talk.ts';
import { cronBell } from '../scheduler/cron-bell.ts';
import { type DaemonPorts, runDaemon, type TickReport } from '../scheduler/daemon.ts';
import { alarmOfStart, openAlarm } from './alarm.ts';

export interface KeepingWatch extends Pick<DaemonPorts, 'signal' | 'hangUps'> {
  /** Each tick is this program with these arguments in its own process, which frees its memory afterwards. */
  readonly tickArgs: readonly string[];
  /** A person reads this instead of JSON lines on standard output; missing if nobody does. */
  readonly speak?: ((news: DaemonNews) => void) | undefined;
  /** A tick may have to finish what it is changing in an org, so it is waited for. */
  readonly hold: () => () => void;
}

/** Runs the daemon. */
export async function keepWatching(
  composition: Composition,
  { tickArgs, speak, hold, ...asked }: KeepingWatch,
): Promise<void> {
  // Load everything now. An update could replace files later, and those wouldn't match the loaded ones.
  const [{ openDaemonLog }, { dropForeignLink }, { writeMark }, { runOwnProgram }, folder, clock] = await Promise.all([
    import('../core/adapters/daemon-log.ts'),
    import('../core/adapters/own-files.ts'),
    import('../core/adapters/regular-file.ts'),
    import('../core/adapters/own-program.ts'),
    composition.folder(),
    composition.freshClock(),
  ]);
  const heartbeat = join(folder, 'daemon.heartbeat');
  const failing = join(folder, 'daemon.failing');
  for (const file of [heartbeat, failing]) dropForeignLink(file);
  const state = await composition.state().catch(async (error: unknown) => {
    // Nobody reads the log of a daemon that ends at once.
    const isGone = isKeyturnError(error) && (error.code === 'StateLost' || error.code === 'StateDamaged');
    if (isGone) await alarmOfStart(composition, error, failing).catch(() => undefined);
    throw error;
  });
  await rm(failing, { force: true }).catch(() => undefined);
  await runDaemon({
    state,
    clock: composition.freshClock,
    pid: process.pid,
    bell: cronBell,
    runTick: async (signal) => {
      // A log channel without a file writes to stderr.
      const passOn = (text: string) => void process.stderr.write(text);
      const letGo = hold();
      const report = reportOf(await runOwnProgram(tickArgs, signal, passOn).finally(letGo));
      return speak && report.ok ? withAttention(report, state, (await composition.freshClock()).now()) : report;
    },
    log: openDaemonLog(folder, () => clock.now(), { isRead: speak !== undefined }),
    speak,
    alarm: openAlarm(composition),
    heartbeat: async (at) => writeMark(heartbeat, `${new Date(at).toISOString()}\n`),
    ...asked,
  });
}

function reportOf({ code, stdout, stderr }: OwnRun): TickReport {
  try {
    const { status, name, result, message, warnings = [] } = JSON.parse(stdout) as Told;
    if (status !== 0 || !result) {
      return { ok: false, problem: message ?? endedPasses.code(status), isBusy: isAnothersCode(name) };
    }
    const { actions, notices, nextTickAt, problems } = result;
    const troubles = actions
      .filter(({ outcome }) => outcome !== 'done' && outcome !== 'AnotherAtWork')
      .map(endedPasses.act);
    return {
      ok: true,
      actions: actions.length,
      notices: notices.length,
      nextTickAt,
      problem: problems.length === 0 ? null : problems.join('; '),
      warnings: [...warnings, ...troubles],
      told: {
        acts: actions
          .filter(({ outcome }) => outcome !== 'AnotherAtWork')
          .map(({ org, app, action, outcome }) => ({ org, app, action, outcome, attention: null })),
        notices: notices.map(({ title, channels }) => ({
          title,
          sentTo: channels.filter(({ status }) => status === 'sent').map(({ channel }) => channel),
        })),
        warnings,
      },
    };
  } catch {
    return {
      ok: false,
      problem: endedPasses.process(code, stderr),
      isBusy: false,
    };
  }
}

/** The state has the label of each app, and what it needs after the tick. */
async function withAttention(
  report: TickReport & { readonly ok: true },
  state: State,
  now: number,
): Promise<TickReport> {
  if (!report.told) return report;
  const rows = await readStatus(state, now);
  const acts = report.told.acts.map((act) => {
    const row = rows.find(({ watched }) => watched.org === act.org && watched.app === act.app);
    return { ...act, app: row?.watched.label || act.app, attention: row?.attention ?? null };
  });
  return { ...report, told: { ...report.told, acts } };
}

interface Told {
  readonly status: number;
  readonly name?: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly result?: {
    readonly actions: readonly Readonly<Record<'org' | 'app' | 'action' | 'outcome', string>>[];
    readonly notices: readonly {
      readonly title: string;
      readonly channels: readonly { readonly channel: string; readonly status: string }[];
    }[];
    readonly nextTickAt: string;
    readonly problems: readonly string[];
  };
}
