import { findWatched } from '../../core/model/find-watched.ts';
import { isConfirmed } from '../../core/operate/consent.ts';
import { plainText } from '../../core/plain/text.ts';
import { abandon } from '../../core/watch/adopt.ts';
import type { Action } from '../context.ts';

/** `keyturn unwatch <app>`: forgets the app; the org and the stored pair stay as they are. */
export const unwatch: Action = async (context, [name = ''], options) => {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  await abandon({ state, clock }, watched, isConfirmed(options.confirm as string | undefined, watched));
  const kept = watched.store ? ` Its pair stays in the ${watched.store.kind}.` : '';
  context.output.succeed({ org: watched.org, app: watched.app, store: watched.store }, [
    `✔ ${plainText(watched.app)} is no longer watched; nothing in the org was touched.${kept}`,
  ]);
  return 0;
};
