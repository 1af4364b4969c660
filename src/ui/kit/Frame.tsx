import { Box } from 'ink';
import { type Hint, hintLine, ruleLine } from './frame-lines.ts';
import { stepColumns } from './layout.ts';
import type { Line } from './line.ts';
import { Row, Rows } from './Row.tsx';
import type { Help } from './use-help.ts';
import { useScreen } from './use-screen.ts';

interface Props {
  readonly lines: readonly Line[];
  readonly hints: readonly Hint[];
  /** Covers the panel while it is open. */
  readonly help?: Help;
}

const helpHints = (hasMore: boolean) =>
  hasMore
    ? [
        { keys: 'any key', does: 'next page' },
        { keys: 'esc', does: 'close help' },
      ]
    : [{ keys: 'any key', does: 'close help' }];

/** The frame around every panel. The last two rows always show the keys and what has changed in the org. */
export function Frame({ lines, hints, help }: Props) {
  const { layout, surround } = useScreen();
  const { columns, rows, bodyRows, side, above, panel } = layout;
  const shown = help?.lines ?? lines.slice(0, panel.height);
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
          <Rows lines={[...above, ...shown]} />
        </Box>
      </Box>
      <Row line={ruleLine(columns)} />
      <Row line={surround.notice ?? hintLine(help?.lines ? helpHints(help.hasMore) : hints, columns)} />
      <Row line={surround.foot} />
    </Box>
  );
}
