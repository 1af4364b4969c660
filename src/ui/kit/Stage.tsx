import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { smallest } from './layout.ts';
import type { ViewStore } from './store.ts';
import { useKeys } from './use-keys.ts';
import { type Screen, ScreenContext } from './use-screen.ts';
import { useView } from './use-view.ts';

interface Props {
  readonly screen: Omit<Screen, 'takesKeys'>;
  readonly store: ViewStore<{ readonly isLeaving: boolean }, never>;
  /** What ctrl+c does. */
  readonly interrupt: () => void;
  readonly children: ReactNode;
}

/** What all screens share: ctrl+c, and the message for small windows. */
export function Stage({ screen, store, interrupt, children }: Props) {
  const { isLeaving } = useView(store);
  const { isTooSmall } = screen.layout;
  useKeys((press) => {
    if (press.kind === 'ctrl' && press.char === 'c') interrupt();
  });
  return (
    <ScreenContext value={{ ...screen, takesKeys: !isLeaving && !isTooSmall }}>
      {isTooSmall && <TooSmall />}
      {/* Stays mounted while hidden, so that typed text is still there when the window grows again. */}
      <Box display={isTooSmall ? 'none' : 'flex'}>{children}</Box>
    </ScreenContext>
  );
}

function TooSmall() {
  return (
    <Text>
      The window is too small. Make it at least {smallest.columns} × {smallest.rows}, or press ctrl+c to quit.
    </Text>
  );
}
