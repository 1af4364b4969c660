import { createContext, useContext } from 'react';
import type { WatchStore } from './reader.ts';
import type { WatchSession } from './session.ts';
import type { WatchView } from './watch-view.ts';

/** What the panels of the watch know besides. */
interface WatchScreen {
  readonly view: WatchView;
  readonly store: WatchStore;
  readonly session: WatchSession;
}

export const WatchContext = createContext<WatchScreen | null>(null);

export function useWatch(): WatchScreen {
  const watch = useContext(WatchContext);
  if (!watch) throw new Error('A panel of the watch is drawn outside of it');
  return watch;
}
