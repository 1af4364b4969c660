import { createContext } from 'react';
import { useGiven } from '../kit/use-screen.ts';
import type { WatchStore } from './reader.ts';
import type { WatchSession } from './session.ts';
import type { WatchView } from './watch-view.ts';

/** What every panel of the watch can use. */
interface WatchScreen {
  readonly view: WatchView;
  readonly store: WatchStore;
  readonly session: WatchSession;
}

/** A question of an action, and the callbacks for its answer. */
export interface AskingProps<Shown> {
  readonly asking: Shown;
  readonly answer: (text: string) => void;
  readonly decline: () => void;
}

export const WatchContext = createContext<WatchScreen | null>(null);
export const useWatch = () => useGiven(WatchContext);
