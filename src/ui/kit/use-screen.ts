import { type Context, createContext, useContext } from 'react';
import type { Layout } from './layout.ts';
import type { Line } from './line.ts';
import type { Theme } from './theme.ts';
import type { Stopwatch, Timer } from './timer.ts';

/** The rows around a panel. Its screen provides them. */
export interface Surround {
  readonly header: Line;
  /** Replaces the key line once the person has quit; otherwise null. */
  readonly notice: Line | null;
  /** The last row. */
  readonly foot: Line;
}

/** What every panel can use. */
export interface Screen {
  readonly layout: Layout;
  readonly surround: Surround;
  readonly theme: Theme;
  /** Quits this screen. */
  readonly leave: () => void;
  /** False while the work stops, and while the window is too small. */
  readonly takesKeys: boolean;
  readonly stopwatch: Stopwatch;
  /** The clock of the work, epoch ms. Instants such as the `until` of a wait refer to it. */
  readonly now: () => number;
  readonly timer: Timer;
}

export const ScreenContext = createContext<Screen | null>(null);
export const useScreen = () => useGiven(ScreenContext);

/** The value that a screen provides to its panels. @throws Error outside of a screen */
export function useGiven<Value>(context: Context<Value | null>): Value {
  const given = useContext(context);
  if (given === null) throw new Error('A panel is drawn outside its screen');
  return given;
}
