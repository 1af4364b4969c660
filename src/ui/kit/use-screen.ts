import { type Context, createContext, useContext } from 'react';
import type { Layout } from './layout.ts';
import type { Line } from './line.ts';
import type { Theme } from './theme.ts';
import type { Stopwatch, Timer } from './timer.ts';

/** What stands around a panel, made by the screen to which it belongs. */
export interface Surround {
  readonly header: Line;
  /** In the place of the keys, when something has to be answered first; else null. */
  readonly notice: Line | null;
  /** The last row. */
  readonly foot: Line;
}

/** What every panel of every screen can reach. */
export interface Screen {
  readonly layout: Layout;
  readonly surround: Surround;
  readonly theme: Theme;
  readonly leave: () => void;
  /** False while it is asked whether to leave, and while the window is too small to see what a key would do. */
  readonly takesKeys: boolean;
  readonly stopwatch: Stopwatch;
  /** The clock of the work, epoch ms, for instants such as `until` of a wait. */
  readonly now: () => number;
  readonly timer: Timer;
}

export const ScreenContext = createContext<Screen | null>(null);
export const useScreen = () => useGiven(ScreenContext);

/** What a screen gives to all of its panels. */
export function useGiven<Value>(context: Context<Value | null>): Value {
  const given = useContext(context);
  if (given === null) throw new Error('A panel is drawn outside its screen');
  return given;
}
