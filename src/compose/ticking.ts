import { hostname } from 'node:os';
import type { Composition } from '../compose.ts';
import { effectiveWindow } from '../core/model/effective-policy.ts';
import { storeKindOf, type WatchedApp } from '../core/model/watched-app.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { day } from '../core/plain/time.ts';
import { address } from '../core/reminders/address.ts';
import { contactRoute } from '../core/reminders/contact-route.ts';
import { beatAfter } from '../scheduler/heartbeat.ts';
import { tick, withChannels } from '../scheduler/tick.ts';
import type { TickPorts } from '../scheduler/tick-ports.ts';
import type { TickResult } from '../scheduler/tick-result.ts';
import { channelsOf, openNotifiers } from './notifiers.ts';
import { type OpenStore, storeToOpen } from './opened-stores.ts';

export type { TickResult } from '../scheduler/tick-result.ts';

/** Far more ticks than any list of apps needs. */
const mostTicks = 100;

/**
 * Does what is due.
 * @param run.isAlone no daemon ticks again for the apps that a tick leaves out
 * @param run.inside the check of what the daemon can use, under way
 */
export async function tickOnce(
  composition: Composition,
  io: Pick<OperatePorts, 'signal' | 'tell'>,
  { isAlone, inside }: { readonly isAlone: boolean; readonly inside: Promise<void> | undefined },
): Promise<TickResult> {
  const ports = { ...(await tickPorts(composition, io)), inside };
  return beatAfter(ports, async () => {
    const whole = await pass(ports, io.signal, isAlone);
    await backUp(composition, io.tell, whole);
    return whole;
  });
}

async function pass(ports: TickPorts, signal: AbortSignal, isAlone: boolean): Promise<TickResult> {
  let whole = await tick(ports);
  for (let ticks = 1; isAlone && whole.isMoreDue && ticks < mostTicks && !signal.aborted; ticks += 1) {
    const next = await tick(ports);
    const sent = [...whole.sent, ...next.sent];
    whole = {
      ...next,
      tickAt: whole.tickAt,
      recovered: [...whole.recovered, ...next.recovered],
      actions: [...whole.actions, ...next.actions],
      notices: withChannels([...whole.notices, ...next.notices], sent),
      sent,
      needsAttention: whole.needsAttention || next.needsAttention,
    };
  }
  return whole;
}

/** A copy of the state after a tick that did something. A copy that can't be made is a warning. */
async function backUp(
  composition: Composition,
  tell: OperatePorts['tell'],
  { actions, recovered, notices }: TickResult,
) {
  if (actions.length + recovered.length + notices.length === 0) return;
  const isUrgent = actions.some(({ action }) => action !== 'check' && action !== 'look');
  const problem = await composition.backUp(isUrgent);
  if (problem !== null) tell({ kind: 'warning', warning: 'problem', problem });
}

/** Ports for a tick. No one can type a passphrase. */
async function tickPorts(composition: Composition, io: Pick<OperatePorts, 'signal' | 'tell'>): Promise<TickPorts> {
  const [settings, fault, stores, channels] = await Promise.all([
    composition.settings(),
    composition.settingsFault(),
    composition.stores(),
    channelsOf(composition),
  ]);
  const isHeld = fault?.concerns === 'policy';
  const hearing = channels.filter((one) => one.type !== 'heartbeat');
  const book = { channels: hearing, quietHours: settings.quietHours };
  const openStore: OpenStore = async (known) => stores.open(storeToOpen(stores, known));
  const operate = await composition.operatePorts({ ...io, openStore });
  const notifiers = await openNotifiers(composition, {
    env: composition.env,
    openStore,
    writeLine: (line) => void process.stderr.write(`${line}\n`),
  });
  const operateFor = (app: WatchedApp): OperatePorts => ({
    ...operate,
    openStore: (known = storeKindOf(app)) => openStore(known),
  });
  return {
    operate,
    operateFor,
    writeCard: async (watched) => {
      if (watched.card === undefined) return;
      const { writeCardOf } = await import('../core/card/write-card.ts');
      const { isPractice } = composition;
      await writeCardOf({ ...operate, contacts: settings.contacts, isPractice }, watched, watched.card);
    },
    post: {
      worded: composition.worded,
      notifiers: notifiers.filter(({ name }) => hearing.some((one) => one.name === name)),
      reaches: (contact) => contactRoute(contact, hearing) !== null,
      address: (fresh, app) => address(fresh, app, { book, now: operate.clock.now() }),
    },
    addressOwn: (fresh, failing) => {
      const working = hearing.filter(({ name }) => !failing.includes(name));
      return address(fresh, null, { book: { ...book, channels: working }, now: operate.clock.now() });
    },
    host: hostname(),
    heartbeats: channels.flatMap((channel) => {
      const notifier = notifiers.find(({ name }) => name === channel.name);
      if (channel.type !== 'heartbeat' || !notifier) return [];
      return [{ ...notifier, takesFailures: channel.failAddress !== undefined }];
    }),
    settings: {
      whole: JSON.stringify([
        settings.apps,
        settings.window,
        settings.stageAheadMs,
        settings.checkEveryMs,
        isHeld,
        settings.contacts,
      ]),
      windowOf: (app) => effectiveWindow(settings, app),
      stageAheadDays: settings.stageAheadMs / day,
      checkEveryMs: settings.checkEveryMs,
      contacts: settings.contacts,
    },
  };
}
