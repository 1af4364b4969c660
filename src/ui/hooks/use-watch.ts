import { createContext, useContext } from 'react';
import type { WatchView } from '../state/watch-view.ts';
import type { WatchStore } from '../watch-reader.ts';
import type { WatchSession } from '../watch-session.ts';

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
