import { hostname } from 'node:os';
import type { Composition } from '../compose.ts';
import { isTaken } from '../core/model/daemon-health.ts';
import { once } from '../core/plain/once.ts';
import { address } from '../core/reminders/address.ts';
import { failingNotice } from '../core/reminders/daemon-matters.ts';
import type { DaemonPorts } from '../scheduler/daemon.ts';
import { channelsOf, openNotifiers } from './notifiers.ts';
import { storeToOpen } from './opened-stores.ts';

/**
 * Sends that the daemon's checks fail as a whole, straight through the channels: the state and its queue may be what fails.
 * Each step of the ladder is sent once, and again by a daemon that starts anew.
 */
export function openAlarm(composition: Composition): NonNullable<DaemonPorts['alarm']> {
  const sent = new Set<string>();
  const taken = async (since: number) =>
    composition.state().then(
      async (state) => isTaken(await state.health.read(), since),
      () => false,
    );
  return async (failure) => {
    try {
      const now = (await composition.freshClock()).now();
      const notice = failingNotice(failure, now, hostname());
      if (notice === null || sent.has(notice.id) || (await taken(failure.since))) return;
      const channels = (await channelsOf(composition)).filter((one) => one.type !== 'heartbeat');
      const book = { channels, quietHours: (await composition.settings()).quietHours };
      const told = { ...notice, actions: notice.actions.map((action) => composition.worded(action)) };
      const due = address([told], null, { book, now }).filter(({ nextAt }) => nextAt <= now);
      if (due.length === 0) return;
      sent.add(notice.id);
      const stores = once(() => composition.stores());
      const notifiers = await openNotifiers(composition, {
        env: composition.env,
        openStore: async (known) => (await stores()).open(storeToOpen(await stores(), known)),
        writeLine: (line) => void process.stderr.write(`${line}\n`),
      });
      await Promise.all(
        due.map(({ channel, message }) => notifiers.find(({ name }) => name === channel)?.send(message)),
      );
    } catch {
      // The daemon's log has the failure itself.
    }
  };
}
