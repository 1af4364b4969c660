import { isatty } from 'node:tty';
import type { TickResult } from '../../compose/ticking.ts';
import type { Composition } from '../../compose.ts';
import { outsideError } from '../../core/plain/outside-text.ts';
import { plainText, sentenceText } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import { isAnothersCode, isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { seeHistory } from '../../core/reasons/reason.ts';
import { passWords } from '../../core/words/daemon-notices.ts';
import { type DaemonNews, daemonLines } from '../../core/words/daemon-talk.ts';
import { newsWords, type RotationNews } from '../../core/words/news.ts';
import { nothingWords } from '../../core/words/watch-list.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn daemon`: runs the daemon in the foreground. `--once` runs one pass. */
export const daemon: RunCommand<'daemon'> = async (context, call) => {
  if (call.once) return once(context, call);
  if (call.exitCode) throw wrongCall('daemon', '--exit-code needs --once');
  return keepWatch(context);
};

async function once(context: ContextOf<'daemon'>, { inside: isInside, exitCode }: Call<'daemon'>): Promise<number> {
  const { output } = context;
  const signal = context.interruption.take();
  const composition = await context.compose({ signal, isInteractive: false, isUnattended: true });
  const [{ tickOnce }, { checkInside }] = await Promise.all([
    import('../../compose/ticking.ts'),
    import('../../compose/self-check.ts'),
  ]);
  const warn = (text: string) => output.warn(sentenceText(text));
  // In parallel with the tick, so that an org that doesn't answer delays nothing. A terminal's view isn't that of a daemon.
  const inside = isInside || !(await isDaemonUp(composition)) ? checkInside(composition, signal) : undefined;
  const tell = (news: RotationNews) => (news.kind === 'warning' ? warn(newsWords(news).what) : undefined);
  const result = await tickOnce(composition, { signal, tell }, { isAlone: !isInside, inside })
    .finally(() => inside)
    .catch(async (error: unknown) => {
      // A daemon keeps its own record.
      if (!isInside) await keepFailure(composition, error).catch(() => undefined);
      throw error;
    });
  // The daemon reads what its own pass did until then.
  if (signal.aborted && !isInside)
    throw reason('Interrupted', { doing: 'a pass was running', command: 'daemon --once' }, { safe: seeHistory });
  output.succeed(documentOf(result), textOf(result));
  const hasGap = composition.unreadable.length > 0;
  return exitCode && (result.needsAttention || result.problems.length > 0 || hasGap) ? 4 : 0;
}

/** For `status` and `doctor`: nobody may read what cron prints. */
async function keepFailure(composition: Composition, error: unknown): Promise<void> {
  if (isKeyturnError(error) && (error.exitCode === 130 || isAnothersCode(error.code))) return;
  const [state, clock] = await Promise.all([composition.state(), composition.freshClock()]);
  const lastFailure = { at: clock.now(), problem: outsideError(error) };
  await state.health.change((before) => ({ ...before, lastFailure }));
}

async function isDaemonUp(composition: Composition): Promise<boolean> {
  if (!(await composition.hasState())) return false;
  return (await (await composition.state()).leases.holder('daemon')) !== null;
}

function documentOf({ tickAt, nextTickAt, recovered, actions, notices, problems }: TickResult) {
  return {
    good: problems.length === 0,
    problems,
    tickAt: isoInstant(tickAt),
    nextTickAt: isoInstant(nextTickAt),
    recovered,
    actions,
    notices: notices.map(({ org, app, kind, threshold, title, channels }) => ({
      org,
      app,
      kind,
      threshold,
      title,
      channels,
    })),
  };
}

function textOf({ actions, notices, recovered, nextTickAt, problems }: TickResult): readonly string[] {
  return [
    ...recovered.map(({ app, action }) => `✔ ${plainText(app)}: ${action} (after an interrupted run)`),
    ...actions.map(
      ({ app, action, outcome }) => `${outcome === 'done' ? '✔' : '▲'} ${plainText(app)}: ${action}, ${outcome}`,
    ),
    ...notices.map(({ title, channels }) => {
      const sent = channels.filter(({ status }) => status === 'sent').map(({ channel }) => channel);
      return `▸ ${title}${sent.length > 0 ? ` (sent to: ${sent.join(', ')})` : ''}`;
    }),
    ...problems.map((problem) => `▲ ${passWords(problem)}`),
    ...(actions.length + notices.length + recovered.length + problems.length === 0 ? [nothingWords.wasDue] : []),
    `Next pass: ${isoInstant(nextTickAt).slice(0, 16)}Z`,
  ];
}

async function keepWatch(context: CommandContext): Promise<number> {
  const { flags, interruption, streams } = context;
  const isOnTerminal = streams.stdout.isTTY === true;
  const signal = interruption.take();
  interruption.spareHangUp(() => isOnTerminal && !isatty(1));
  const composition = await context.compose({ isInteractive: false });
  const { keepWatching } = await import('../../compose/daemon.ts');
  const passedOn = [
    ...(flags.practice ? ['--practice'] : []),
    ...(flags.debug ? ['--debug'] : []),
    ...(flags.store ? ['--store', flags.store] : []),
  ];
  const isRead = isOnTerminal && !context.output.isJson;
  const speak = (news: DaemonNews) => {
    for (const line of daemonLines(news)) context.output.line(line);
  };
  await keepWatching(composition, {
    tickArgs: ['daemon', '--once', '--inside', '--json', ...passedOn],
    speak: isRead ? speak : undefined,
    signal,
    hold: interruption.hold,
    hangUps: context.process ?? process,
  });
  // An error that a pass reported may have been fixed since.
  await composition.settings().catch(() => undefined);
  return 0;
}
