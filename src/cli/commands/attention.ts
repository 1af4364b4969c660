import { parseDuration } from '../../core/plain/duration.ts';
import { day, isoInstant } from '../../core/plain/time.ts';
import { durationProblem } from '../../core/words/duration-problems.ts';
import { acknowledge, acknowledgeDaemon, listenAgain, snoozeFor } from '../attention.ts';
import type { RunCommand } from '../commands.ts';
import { openApp } from '../open-app.ts';
import { wrongCall } from '../wrong-call.ts';

/** The longest snooze. To stop reminders for good, unwatch the app. */
const longestMs = 90 * day;

/** `keyturn snooze <app> <duration>`: pauses all reminders but urgent ones. `0` ends a pause. */
export const snooze: RunCommand<'snooze'> = async (context, { app, duration }) => {
  if (/^0+[a-z]*$/i.test(duration.trim())) {
    const { watched, ...ports } = await openApp(context, app);
    const said = await listenAgain(ports, watched, 'snoozedUntil');
    context.output.succeed({ org: watched.org, app: watched.app, snoozedUntil: null }, said);
    return 0;
  }
  const parsed = parseDuration(duration);
  if (!parsed.ok) throw wrongCall('snooze', durationProblem(parsed.problem));
  if (parsed.value > longestMs) throw wrongCall('snooze', 'The longest snooze is 90d');
  const { watched, ...ports } = await openApp(context, app);
  const lines = await snoozeFor(ports, watched, parsed.value);
  const snoozedUntil = isoInstant(ports.clock.now() + parsed.value);
  context.output.succeed({ org: watched.org, app: watched.app, snoozedUntil }, lines);
  return 0;
};

/** `keyturn ack <app>`: stops the age reminders of the current credentials; `--daemon`: those about the daemon itself. */
export const ack: RunCommand<'ack'> = async (context, { app, daemon: isOfDaemon, by, why, undo }) => {
  const said = { ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
  if (isOfDaemon) {
    if (app !== undefined) throw wrongCall('ack', '--daemon is about no app: leave out the app');
    if (undo) throw wrongCall('ack', '--undo is about an app: leave out --daemon');
    const composition = await context.compose();
    const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
    const { lines, problems } = await acknowledgeDaemon({ state, clock }, said);
    context.output.succeed({ daemon: true, problems, ...said }, lines);
    return 0;
  }
  if (app === undefined) throw wrongCall('ack', 'Name an app, or add --daemon');
  const { watched, ...ports } = await openApp(context, app);
  const lines = undo ? await listenAgain(ports, watched, 'acknowledged') : await acknowledge(ports, watched, said);
  const { org, consumerKey } = watched;
  context.output.succeed({ org, app: watched.app, consumerKey, ...(undo ? { undone: true } : said) }, lines);
  return 0;
};
