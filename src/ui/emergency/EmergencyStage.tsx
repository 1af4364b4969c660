import { useWindowSize } from 'ink';
import { plainLayout } from '../kit/layout.ts';
import { Stage } from '../kit/Stage.tsx';
import type { Screen } from '../kit/use-screen.ts';
import { useTicks } from '../kit/use-ticks.ts';
import { useView } from '../kit/use-view.ts';
import { ConfirmPanel } from './ConfirmPanel.tsx';
import { EndPanel } from './EndPanel.tsx';
import type { EmergencyScreen } from './emergency-screen.ts';
import { LanesPanel } from './LanesPanel.tsx';
import type { EmergencyStore } from './reduce-emergency.ts';
import { surroundOf } from './surround.ts';

interface Props extends Pick<Screen, 'theme' | 'leave' | 'timer'> {
  readonly store: EmergencyStore;
  readonly screen: EmergencyScreen;
  readonly onConfirm: () => void;
  /** Called once the outcome was read, and for the plan if the person declines it. */
  readonly onClose: () => void;
  readonly interrupt: () => void;
}

/** Fast enough for the tenths of a second to look alive. */
const clockMs = 200;
const calmClockMs = 1000;

/** The emergency screen: the plan, one clock, the steps, the outcome. */
export function EmergencyStage({ store, screen, onConfirm, onClose, interrupt, ...rest }: Props) {
  const view = useView(store);
  const { timer, theme } = rest;
  const layout = plainLayout(useWindowSize());
  useTicks(view.phase === 'running' ? (theme.isAnimated ? clockMs : calmClockMs) : null, timer);
  const surround = surroundOf(view, screen, layout.columns);
  const { now } = screen;
  return (
    <Stage screen={{ ...rest, stopwatch: now, now, layout, surround }} {...{ store, interrupt }}>
      {view.phase === 'asking' && <ConfirmPanel {...{ screen, onConfirm, onClose }} />}
      {view.phase === 'running' && <LanesPanel view={view} />}
      {view.phase === 'ended' && <EndPanel {...{ view, onClose }} />}
    </Stage>
  );
}
