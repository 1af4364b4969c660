import { Box } from 'ink';
import { useScreen } from '../hooks/use-screen.ts';
import { type Hint, headerLine, hintLine, ruleLine, touchLine } from '../lines/frame-lines.ts';
import type { Line } from '../lines/line.ts';
import { stepColumns } from '../lines/step-lines.ts';
import { summaryOf, type WizardView } from '../state/wizard-view.ts';
import { Row, Rows } from './Row.tsx';

/** What surrounds every panel. The last two rows are always there: the keys, and whether anything has changed. */
export function Frame({ lines, hints }: { readonly lines: readonly Line[]; readonly hints: readonly Hint[] }) {
  const { view, layout, isPractice } = useScreen();
  const { columns, rows, bodyRows, side, above, panel } = layout;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Row
        line={headerLine({
          right: isPractice || view.isPractice ? 'practice org' : summaryOf(view, 'org'),
          width: columns,
        })}
      />
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
      <Row line={keyLine(view, hints, columns)} />
      <Row line={touchLine(view.touch, columns)} />
    </Box>
  );
}

function keyLine({ leave, touch }: WizardView, hints: readonly Hint[], width: number): Line {
  const isBorrowed = touch.kind === 'changing' && touch.mustFinish === true;
  if (leave === 'leaving')
    return [{ text: isBorrowed ? ' Leaving as soon as it is given back…' : ' Leaving…', bold: true }];
  if (leave === 'no') return hintLine(hints, width);
  const then = isBorrowed ? ' as soon as it is given back' : '; the deploy goes on, journalled';
  const long = ` ctrl+c again leaves${then} · any other key stays`;
  const short = ' ctrl+c again leaves · any key stays';
  return [{ text: long.length <= width ? long : short, role: 'caution', bold: true }];
}
