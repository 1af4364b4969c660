import { withConsumerLease } from '../../core/acts/consumer-lease.ts';
import { writeCardOf } from '../../core/card/write-card.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import type { CommandContext } from '../context.ts';
import type { Operating } from '../operating.ts';

/** Writes the card, and remembers where, so that the daemon keeps it current. */
export async function writeCard(
  context: CommandContext,
  { ports, contacts }: Operating,
  { app, path }: { readonly app: WatchedApp; readonly path: string },
): Promise<number> {
  const { state, clock, incidents } = ports;
  const isPractice = context.flags.practice === true;
  await writeCardOf({ state, clock, incidents, contacts, isPractice }, app, path);
  await withConsumerLease(state, app, async () => {
    const watched = await state.apps.find(app.orgId, app.app, app.consumerId);
    if (watched) await state.apps.save({ ...watched, card: path });
  });
  const lines = [
    `✔ ${path}`,
    '  The daemon keeps it current. Print it, or put it where it is found without this computer.',
  ];
  context.output.succeed({ org: app.org, app: app.app, card: path }, lines);
  return 0;
}
