import { isConfirmed } from '../../core/operate/consent.ts';
import { plainText } from '../../core/plain/text.ts';
import { abandon } from '../../core/watch/adopt.ts';
import type { RunCommand } from '../commands.ts';
import { openApp } from '../open-app.ts';

/** `keyturn unwatch <app>`: forgets the app; the org and the stored pair stay as they are. */
export const unwatch: RunCommand<'unwatch'> = async (context, { app, confirm }) => {
  const { watched, ...ports } = await openApp(context, app);
  await abandon(ports, watched, isConfirmed(confirm, watched));
  const kept = watched.store ? ` Its pair stays in the ${watched.store.kind}.` : '';
  context.output.succeed({ org: watched.org, app: watched.app, store: watched.store }, [
    `✔ ${plainText(watched.app)} is no longer watched; nothing in the org was touched.${kept}`,
  ]);
  return 0;
};
