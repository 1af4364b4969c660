import { parseDuration } from '../../core/plain/duration.ts';
import { day, isoInstant } from '../../core/plain/time.ts';
import { durationProblem } from '../../core/words/duration-problems.ts';
import { acknowledge, snoozeFor } from '../attention.ts';
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

/** `keyturn ack <app>`: stops the age reminders of the current credentials. */
export const ack: RunCommand<'ack'> = async (context, { app, by, why }) => {
  const { watched, ...ports } = await openApp(context, app);
  const said = { ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
  const lines = await acknowledge(ports, watched, said);
  context.output.succeed({ org: watched.org, app: watched.app, consumerKey: watched.consumerKey, ...said }, lines);
  return 0;
};
