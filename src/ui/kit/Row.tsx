import { Text } from 'ink';
import type { Line } from './line.ts';
import { useScreen } from './use-screen.ts';

/** One row. Longer text is cut, so that the rows below don't move. */
export function Row({ line }: { readonly line: Line }) {
  const { colors } = useScreen().theme;
  if (line.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      {line.map(({ text, role, bold = false, dim = false, inverse = false }, index) => {
        const color = role && colors[role];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a row have no other identity.
          <Text key={index} bold={bold} dimColor={dim} inverse={inverse} {...(color ? { color } : {})}>
            {text}
          </Text>
        );
      })}
    </Text>
  );
}

export function Rows({ lines }: { readonly lines: readonly Line[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen.
  return lines.map((line, index) => <Row key={index} line={line} />);
}
