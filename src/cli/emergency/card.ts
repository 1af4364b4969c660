import { withConsumerLease } from '../../core/acts/consumer-lease.ts';
import { writeCardOf } from '../../core/card/write-card.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import type { ContextOf } from '../commands.ts';
import type { Operating } from '../operating.ts';

/** Writes the card and stores its path, so that the daemon keeps it up to date. */
export async function writeCard(
  context: ContextOf<'emergency'>,
  { ports, contacts }: Operating,
  { app, path }: { readonly app: WatchedApp; readonly path: string },
): Promise<number> {
  const { apps } = ports.state;
  await writeCardOf({ ...ports, contacts, isPractice: context.flags.practice === true }, app, path);
  await withConsumerLease(ports.state, app, async () => {
    const watched = await apps.find(app.orgId, app.app, app.consumerId);
    if (watched) await apps.save({ ...watched, card: path });
  });
  const lines = [
    `✔ Break-glass card written: ${path}`,
    '  The daemon keeps this file up to date. Print it, or store a copy outside this computer.',
  ];
  context.output.succeed({ org: app.org, app: app.app, card: path }, lines);
  return 0;
}
