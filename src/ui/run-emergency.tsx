import { EmergencyStage } from './emergency/EmergencyStage.tsx';
import type { EmergencyEnding, EmergencyScreen } from './emergency/emergency-screen.ts';
import { nothingChanged } from './emergency/emergency-words.ts';
import { emergencyFarewell } from './emergency/end-lines.ts';
import { endAll, follow } from './emergency/follow.ts';
import { createEmergencyStore, type EmergencyStore } from './emergency/reduce-emergency.ts';
import type { Leaving } from './kit/leave.ts';
import { onTerminal, type Shell } from './kit/on-terminal.tsx';
import type { TerminalIo } from './kit/streams.ts';
import { themeFor } from './kit/theme.ts';
import { systemTimer } from './kit/timer.ts';
import { asShown } from './paint.ts';

/**
 * An emergency on a terminal: the plan and the name to type, then the steps until the person closes the outcome. Restores
 * the terminal, prints everything there, and never exits the process.
 * @throws what broke the screen itself, or what `run` rejects with
 */
export async function runEmergencyScreen(screen: EmergencyScreen, io: TerminalIo): Promise<EmergencyEnding> {
  const { stdout } = io;
  const store = createEmergencyStore(screen);
  return onTerminal(io, {
    store,
    show: async (shell) => {
      try {
        await drawUntilOver(screen, io, { store, ...shell });
        return farewell(screen, io, store);
      } catch (error) {
        // The caller reports why it broke.
        if (store.view().phase === 'running') store.dispatch({ kind: 'ended', outcomes: [], at: screen.now() });
        if (store.view().phase === 'ended')
          stdout.write(asShown(stdout, io.env, emergencyFarewell(store.view(), screen, stdout.columns)));
        throw error;
      }
    },
    giveBack: () => screen.leave(),
  });
}

interface Shown extends Shell {
  readonly store: EmergencyStore;
}

async function drawUntilOver(screen: EmergencyScreen, io: TerminalIo, { store, leaving, draw }: Shown): Promise<void> {
  const { env, timer = systemTimer } = io;
  const closed = Promise.withResolvers<void>();
  const work = Promise.withResolvers<void>();
  const onConfirm = () => {
    if (store.view().phase !== 'asking') return;
    follow(screen, { store, signal: leaving.signal }).then(work.resolve, work.reject);
  };
  const props = {
    store,
    screen,
    onConfirm,
    onClose: closed.resolve,
    timer,
    leave: leaving.quit,
    interrupt: io.stopping.ask,
  };
  const failed = work.promise.then(() => new Promise<never>(() => {}));
  await draw(<EmergencyStage {...props} theme={themeFor(env)} />, () => [
    closed.promise,
    leftAfter(store, leaving, work.promise),
    failed,
  ]);
}

/** The person quit; the current step gets time to stop. */
async function leftAfter(store: EmergencyStore, { left, gone }: Leaving, work: Promise<void>): Promise<void> {
  await left;
  if (store.view().phase === 'running') await Promise.race([work, gone]);
}

function farewell(screen: EmergencyScreen, io: TerminalIo, store: EmergencyStore): EmergencyEnding {
  const { stdout } = io;
  if (store.view().phase === 'asking') {
    stdout.write(`\n${nothingChanged}\n`);
    return 'declined';
  }
  endAll(store, screen.now());
  stdout.write(asShown(stdout, io.env, emergencyFarewell(store.view(), screen, stdout.columns)));
  return 'ended';
}
