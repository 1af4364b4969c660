import { Box } from 'ink';
import { type Hint, hintLine, ruleLine } from './frame-lines.ts';
import { stepColumns } from './layout.ts';
import type { Line } from './line.ts';
import { Row, Rows } from './Row.tsx';
import { useScreen } from './use-screen.ts';

/** What surrounds every panel. The last two rows are always there: the keys, and what is true now. */
export function Frame({ lines, hints }: { readonly lines: readonly Line[]; readonly hints: readonly Hint[] }) {
  const { layout, surround } = useScreen();
  const { columns, rows, bodyRows, side, above, panel } = layout;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Row line={surround.header} />
      <Row line={ruleLine(columns)} />
      <Box height={bodyRows} paddingX={1} overflow="hidden">
        {side.length > 0 && (
          <Box flexDirection="column" width={stepColumns} flexShrink={0}>
            <Rows lines={side} />
          </Box>
        )}
        <Box flexDirection="column" width={panel.width} overflow="hidden">
          <Rows lines={[...above, ...lines.slice(0, panel.height)]} />
        </Box>
      </Box>
      <Row line={ruleLine(columns)} />
      <Row line={surround.notice ?? hintLine(hints, columns)} />
      <Row line={surround.foot} />
    </Box>
  );
}
