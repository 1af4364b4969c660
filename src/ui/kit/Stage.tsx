import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { smallest } from './layout.ts';
import type { LeaveStore } from './leave.ts';
import { useKeys } from './use-keys.ts';
import { type Screen, ScreenContext } from './use-screen.ts';
import { useView } from './use-view.ts';

interface Props {
  readonly screen: Omit<Screen, 'takesKeys'>;
  readonly store: LeaveStore<unknown>;
  readonly children: ReactNode;
}

/** What all screens share: ctrl+c, the question whether to quit, and the message for small windows. */
export function Stage({ screen, store, children }: Props) {
  const { leave } = useView(store);
  const { isTooSmall } = screen.layout;
  useKeys((press) => {
    if (press.kind === 'ctrl' && press.char === 'c') screen.leave();
    // Any other key withdraws the question.
    else if (leave === 'asked') store.dispatch({ kind: 'leave', leave: 'no' });
  });
  return (
    <ScreenContext value={{ ...screen, takesKeys: leave === 'no' && !isTooSmall }}>
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
