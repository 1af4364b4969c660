import { findWatched } from '../../core/model/find-watched.ts';
import { parseDuration } from '../../core/plain/duration.ts';
import { reason } from '../../core/reasons/errors.ts';
import { snoozeFor } from '../attention.ts';
import type { Action } from '../context.ts';
import { iso } from '../output.ts';

/** No reminder is put off for longer: who wants that unwatches the app. */
const longestMs = 90 * 86_400_000;

/** `keyturn snooze <app> <duration>`: nothing but danger is told for so long. */
export const snooze: Action = async (context, [name = '', duration = '']) => {
  const parsed = parseDuration(duration);
  if (!parsed.ok) throw reason('UsageInvalid', { problem: parsed.problem, command: 'snooze' });
  if (parsed.value > longestMs) throw reason('UsageInvalid', { problem: '90d is the longest', command: 'snooze' });
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  const lines = await snoozeFor({ state, clock }, watched, parsed.value);
  const snoozedUntil = iso(clock.now() + parsed.value);
  context.output.succeed({ org: watched.org, app: watched.app, snoozedUntil }, lines);
  return 0;
};
