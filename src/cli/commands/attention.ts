import { parseDuration } from '../../core/plain/duration.ts';
import { day, isoInstant } from '../../core/plain/time.ts';
import { durationProblem } from '../../core/words/duration-problems.ts';
import { acknowledge, acknowledgeDaemon, snoozeFor } from '../attention.ts';
import type { RunCommand } from '../commands.ts';
import { openApp } from '../open-app.ts';
import { wrongCall } from '../wrong-call.ts';

/** The longest snooze. To stop reminders for good, unwatch the app. */
const longestMs = 90 * day;

/** `keyturn snooze <app> <duration>`: pauses all reminders but urgent ones. */
export const snooze: RunCommand<'snooze'> = async (context, { app, duration }) => {
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
export const ack: RunCommand<'ack'> = async (context, { app, daemon: isOfDaemon, by, why }) => {
  const said = { ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
  if (isOfDaemon) {
    if (app !== undefined) throw wrongCall('ack', '--daemon is about no app: leave out the app');
    const composition = await context.compose();
    const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
    const { lines, problems } = await acknowledgeDaemon({ state, clock }, said);
    context.output.succeed({ daemon: true, problems, ...said }, lines);
    return 0;
  }
  if (app === undefined) throw wrongCall('ack', 'Name an app, or add --daemon');
  const { watched, ...ports } = await openApp(context, app);
  const lines = await acknowledge(ports, watched, said);
  context.output.succeed({ org: watched.org, app: watched.app, consumerKey: watched.consumerKey, ...said }, lines);
  return 0;
};
