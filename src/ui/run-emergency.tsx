import { render } from 'ink';
import { nothingChanged } from './emergency/confirm-words.ts';
import { Emergency } from './emergency/Emergency.tsx';
import type { EmergencyEnding, EmergencyIo, EmergencyScreen } from './emergency/emergency-screen.ts';
import { createEmergencyStore, type EmergencyStore } from './emergency/emergency-store.ts';
import { emergencyFarewell } from './emergency/farewell.ts';
import { follow, leavableEmergency, outcomesOf } from './emergency/follow.ts';
import { createLeaving, type Leaving } from './kit/leave.ts';
import { leaveOnSignals } from './kit/signals.ts';
import { themeFor } from './kit/theme.ts';
import { systemTimer } from './kit/timer.ts';

/**
 * An emergency on a terminal: what it costs and the name to type, then what is done until it has ended and was read. Leaves
 * the terminal as it was, prints all of it there, and never exits the process.
 * @throws what broke the screen itself, or what `run` rejects with
 */
export async function runEmergencyScreen(screen: EmergencyScreen, io: EmergencyIo): Promise<EmergencyEnding> {
  const { stdout, signals, timer = systemTimer } = io;
  const store = createEmergencyStore(screen.plans);
  const leaving = createLeaving(leavableEmergency(store), timer);
  const stopListening = leaveOnSignals(signals, leaving);
  const silence = () => {};
  // A terminal that was closed can't be written to any more; that is no reason to fail in the middle of leaving.
  stdout.on('error', silence);
  try {
    await drawUntilOver(screen, io, { store, leaving });
    return farewell(screen, io, store);
  } catch (error) {
    // Why it broke is told by whoever catches it.
    if (store.view().phase === 'running') store.dispatch({ kind: 'ended', outcomes: [], at: screen.now() });
    if (store.view().phase === 'ended') stdout.write(emergencyFarewell(store.view(), screen, stdout.columns));
    throw error;
  } finally {
    if (!leaving.signal.aborted) leaving.force();
    stopListening();
    await screen.leave();
    stdout.off('error', silence);
  }
}

interface Shown {
  readonly store: EmergencyStore;
  readonly leaving: Leaving;
}

async function drawUntilOver(screen: EmergencyScreen, io: EmergencyIo, { store, leaving }: Shown): Promise<void> {
  const { stdin, stdout, env, timer = systemTimer } = io;
  const closed = Promise.withResolvers<void>();
  const work = Promise.withResolvers<void>();
  const onConfirm = () => {
    if (store.view().phase === 'asking') follow(screen, store, leaving.signal).then(work.resolve, work.reject);
  };
  const props = { store, screen, onConfirm, onClose: closed.resolve, timer, leave: leaving.request };
  const drawn = render(<Emergency {...props} theme={themeFor(env)} />, {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const never = new Promise<never>(() => {});
  const broken = drawn.waitUntilExit().then(() => never);
  const failed = work.promise.then(() => never);
  try {
    await Promise.race([closed.promise, left(store, leaving, work.promise), failed, broken]);
  } finally {
    drawn.unmount();
    await drawn.waitUntilExit().catch(() => undefined);
  }
}

/** The person left; what is under way gets the time to stop. */
async function left(store: EmergencyStore, { signal, gone }: Leaving, work: Promise<void>): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  if (store.view().phase === 'running') await Promise.race([work, gone]);
}

function farewell(screen: EmergencyScreen, { stdout }: EmergencyIo, store: EmergencyStore): EmergencyEnding {
  if (store.view().phase === 'asking') {
    stdout.write(`\n${nothingChanged}\n`);
    return 'declined';
  }
  store.dispatch({ kind: 'ended', outcomes: outcomesOf(store), at: screen.now() });
  stdout.write(emergencyFarewell(store.view(), screen, stdout.columns));
  return outcomesOf(store);
}
