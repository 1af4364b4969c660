import type { WatchedApp } from '../../core/model/watched-app.ts';
import type { ShownPair, Talk } from '../../core/status/desk.ts';
import type { EmergencyEnding, EmergencyScreen } from '../emergency/emergency-screen.ts';
import type { TerminalIo } from '../kit/streams.ts';

/** A separate screen that replaces the watch while it is open. */
export type Aside = () => Promise<void>;

export interface Asides {
  /** Resolves with the next requested screen. */
  next(): Promise<Aside>;
  readonly onReveal: (pair: ShownPair) => void;
  readonly emergency: ((app: WatchedApp, talk: Talk) => Promise<EmergencyEnding>) | null;
  readonly setup: () => void;
}

interface Init extends TerminalIo {
  /** The screens that can replace the watch. */
  readonly showPair: (shown: ShownPair & TerminalIo) => Promise<unknown>;
  readonly runEmergencyScreen: (screen: EmergencyScreen, io: TerminalIo) => Promise<EmergencyEnding>;
  /** The guided setup, from its first question to its end. */
  readonly runSetup: () => Promise<unknown>;
  readonly openEmergency?: ((app: WatchedApp, talk: Talk) => Promise<EmergencyScreen>) | undefined;
}

export function createAsides({ openEmergency, showPair, runEmergencyScreen, runSetup, ...io }: Init): Asides {
  let wanted = Promise.withResolvers<Aside>();
  const want = (aside: Aside) => wanted.resolve(aside);
  return {
    next: async () => {
      const aside = await wanted.promise;
      wanted = Promise.withResolvers();
      return aside;
    },
    setup: () => want(async () => void (await runSetup())),
    onReveal: (pair) => want(async () => void (await showPair({ ...pair, ...io }))),
    emergency: openEmergency
      ? async (app, talk) => {
          const screen = await openEmergency(app, talk);
          talk.signal.throwIfAborted();
          // A failure goes to the action that opened the screen, not to the code that draws it.
          return new Promise((resolve, reject) => want(() => runEmergencyScreen(screen, io).then(resolve, reject)));
        }
      : null,
  };
}
