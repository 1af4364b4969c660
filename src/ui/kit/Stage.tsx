import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { smallest } from './layout.ts';
import { useKeys } from './use-keys.ts';
import { type Screen, ScreenContext } from './use-screen.ts';

interface Props {
  readonly screen: Omit<Screen, 'takesKeys'>;
  readonly leaving: 'no' | 'asked' | 'leaving';
  /** Any key but ctrl+c, while it is asked whether to leave. */
  readonly onStay: () => void;
  readonly children: ReactNode;
}

/** What all screens share: ctrl+c, the question whether to leave, and a window that is too small. */
export function Stage({ screen, leaving, onStay, children }: Props) {
  const { isTooSmall } = screen.layout;
  useKeys({
    isActive: true,
    onPress: (press) => {
      if (press.kind === 'ctrl' && press.char === 'c') screen.leave();
      else if (leaving === 'asked') onStay();
    },
  });
  return (
    <ScreenContext value={{ ...screen, takesKeys: leaving === 'no' && !isTooSmall }}>
      {isTooSmall && <TooSmall />}
      {/* Kept while it is hidden: what was typed is still there when the window grows again. */}
      <Box display={isTooSmall ? 'none' : 'flex'}>{children}</Box>
    </ScreenContext>
  );
}

function TooSmall() {
  return (
    <Text>
      The window is too small: {smallest.columns} × {smallest.rows} is the least. ctrl+c leaves.
    </Text>
  );
}
