import { userInfo } from 'node:os';
import { plainText } from '../../core/text.ts';
import { setAttention } from '../../core/watch/attend.ts';
import { findWatched } from '../../core/watch/find-watched.ts';
import type { Action } from '../context.ts';
import { iso } from '../output.ts';

/** `keyturn ack <app>`: somebody is on it. Holds for the pair that is primary now. */
export const ack: Action = async (context, [name = ''], options) => {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  const by = typeof options.by === 'string' ? options.by : userInfo().username;
  const why = typeof options.why === 'string' ? options.why : '';
  const acknowledged = {
    at: clock.now(),
    by: plainText(by, 80),
    why: plainText(why, 200),
    consumerKey: watched.consumerKey,
  };
  await setAttention(state, watched, { acknowledged });
  context.output.succeed(
    { org: watched.org, app: watched.app, acknowledged: { ...acknowledged, at: iso(acknowledged.at) } },
    [
      `✔ ${acknowledged.by} is on ${plainText(watched.label || watched.app)}; its age is not told again before the pair changes.`,
    ],
  );
  return 0;
};
