import type { TickResult } from '../../compose/ticking.ts';
import { plainText } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import { newsWords } from '../../core/words/news.ts';
import type { Action, CommandContext } from '../context.ts';
import { iso } from '../output.ts';

/** `keyturn daemon`: keeps watch in the foreground, without a terminal; `--once` is one pass. */
export const daemon: Action = async (context, [stray], options) => {
  if (stray !== undefined)
    throw reason('UsageInvalid', { problem: `There is no command daemon ${plainText(stray, 40)}`, command: 'daemon' });
  return options.once === true ? once(context, options) : keepWatch(context);
};

async function once(context: CommandContext, options: Parameters<Action>[2]): Promise<number> {
  const { output } = context;
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interruption.abort());
  const composition = await context.compose({ signal: interruption.signal, isInteractive: false });
  const [{ tickOnce }, { checkInside }] = await Promise.all([
    import('../../compose/ticking.ts'),
    import('../../compose/self-check.ts'),
  ]);
  const warn = (text: string) => output.note(`▲ ${plainText(text, 400)}`);
  // Beside the tick: an org that doesn't answer keeps nobody waiting.
  const inside = options.inside === true ? checkInside(composition, interruption.signal) : null;
  const result = await tickOnce(composition, {
    signal: interruption.signal,
    tell: (news) => (news.kind === 'warning' ? warn(newsWords(news).what) : undefined),
  }).finally(() => inside);
  output.succeed(documentOf(result), textOf(result));
  return options.exitCode === true && result.needsAttention ? 4 : 0;
}

function documentOf({ tickAt, nextTickAt, recovered, actions, notices }: TickResult) {
  return {
    tickAt: iso(tickAt),
    nextTickAt: iso(nextTickAt),
    recovered,
    actions,
    notices: notices.map(({ org, app, kind, threshold, channels }) => ({
      org,
      app,
      kind,
      threshold,
      channels: channels.map(({ channel, status, problem }) => ({ channel, status, problem })),
    })),
  };
}

function textOf({ actions, notices, recovered, nextTickAt }: TickResult): readonly string[] {
  return [
    ...recovered.map(({ app, action }) => `✔ ${plainText(app)}: ${action} (of a run that ended too early)`),
    ...actions.map(
      ({ app, action, outcome }) => `${outcome === 'done' ? '✔' : '▲'} ${plainText(app)}: ${action}, ${outcome}`,
    ),
    ...notices.map(({ title, channels }) => {
      const sent = channels.filter(({ status }) => status === 'sent').map(({ channel }) => channel);
      return `▸ ${title}${sent.length > 0 ? ` (told: ${sent.join(', ')})` : ''}`;
    }),
    ...(actions.length + notices.length + recovered.length === 0 ? ['Nothing was due.'] : []),
    `Next: ${iso(nextTickAt).slice(0, 16)}Z`,
  ];
}

async function keepWatch(context: CommandContext): Promise<number> {
  const { flags } = context;
  const composition = await context.compose({ isInteractive: false });
  const { keepWatching } = await import('../../compose/daemon.ts');
  const passedOn = [...(flags.practice ? ['--practice'] : []), ...(flags.store ? ['--store', flags.store] : [])];
  await keepWatching(composition, ['daemon', '--once', '--inside', '--json', ...passedOn]);
  return 0;
}
