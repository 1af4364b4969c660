import { findWatched } from '../../core/model/find-watched.ts';
import { acknowledge } from '../attention.ts';
import type { Action } from '../context.ts';

/** `keyturn ack <app>`: somebody is on it. Holds for the pair that is primary now. */
export const ack: Action = async (context, [name = ''], options) => {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  const said = {
    ...(typeof options.by === 'string' ? { by: options.by } : {}),
    ...(typeof options.why === 'string' ? { why: options.why } : {}),
  };
  const lines = await acknowledge({ state, clock }, watched, said);
  context.output.succeed({ org: watched.org, app: watched.app, consumerKey: watched.consumerKey, ...said }, lines);
  return 0;
};
