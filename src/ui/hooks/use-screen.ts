import { createContext, useContext } from 'react';
import type { Layout } from '../layout.ts';
import type { WizardView } from '../state/wizard-view.ts';
import type { Theme } from '../theme.ts';
import type { Timer } from '../timer.ts';
import type { Answering, Stopwatch } from '../wizard-store.ts';

/** What every panel of the guided setup can reach. */
export interface Screen {
  readonly view: WizardView;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly isPractice: boolean;
  readonly answering: Answering;
  readonly leave: () => void;
  /** False while it is asked whether to leave, and while the window is too small to see what a key would do. */
  readonly takesKeys: boolean;
  readonly stopwatch: Stopwatch;
  /** The setup's clock, epoch ms, for instants such as `until` of a wait. */
  readonly now: () => number;
  readonly timer: Timer;
}

export const ScreenContext = createContext<Screen | null>(null);

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (!screen) throw new Error('A panel is drawn outside the wizard');
  return screen;
}
