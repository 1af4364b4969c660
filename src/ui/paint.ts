import { styleText } from 'node:util';
import { foldLine } from '../core/plain/fold.ts';
import { terminalText } from '../core/plain/text.ts';
import type { Line, Role, Style, StyledText } from './kit/line.ts';
import { colors, wantsColor } from './kit/theme.ts';

/** A line for people. A text says by its marks what is good and what isn't; a `Line` has styles of its own. */
export type TextLine = string | Line;

export function bold(text: string, role?: Role): Line {
  return [{ text, bold: true, role }];
}

/** The text alone, as a pipe gets it. */
export function unstyled(line: TextLine): string {
  return typeof line === 'string' ? terminalText(line) : terminalText(line.map(({ text }) => text).join('')).trimEnd();
}

interface Surface {
  /** Columns of the terminal; null for a pipe or a file, which gets its lines unbroken. */
  readonly columns: number | null;
  readonly isColored: boolean;
}

interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** How a stream shows text. The only place that decides. */
export function surfaceOf(stream: Terminal, env: Readonly<Record<string, string | undefined>>): Surface {
  const { isTTY = false, columns = 0 } = stream;
  return { columns: isTTY && columns > 0 ? columns : null, isColored: wantsColor(env, isTTY) };
}

/** The rows of a line, broken where the terminal ends. A text with line breaks of its own stays as it is. */
export function rowsOn({ columns, isColored }: Surface, line: TextLine): readonly string[] {
  const text = unstyled(line);
  const isWhole = columns === null || text.length <= columns || text.includes('\n');
  if (typeof line !== 'string' && isWhole && isColored)
    return [line.map((part) => painted({ ...part, text: terminalText(part.text) })).join('')];
  const rows = isWhole ? [text] : foldLine(text, columns);
  return isColored ? rows.map((row, at) => paintedRow(row, { isFirst: at === 0, of: line })) : rows;
}

/** A text of several rows that are broken already. */
export function asShown(stream: Terminal, env: Readonly<Record<string, string | undefined>>, text: string): string {
  const surface = { ...surfaceOf(stream, env), columns: null };
  return text
    .split('\n')
    .flatMap((row) => rowsOn(surface, row))
    .join('\n');
}

function painted({ text, ...style }: StyledText): string {
  const isPlain = !(style.role || style.bold || style.dim || style.inverse);
  return isPlain ? withMarks(text) : styled(text, style);
}

function paintedRow(row: string, { isFirst, of }: { readonly isFirst: boolean; readonly of: TextLine }): string {
  const [style] = typeof of === 'string' ? [styleOf(of)] : of;
  const marked = isFirst ? withBullet(withMarks(row)) : row;
  return style?.bold ? styled(marked, { bold: true, role: typeof of === 'string' ? undefined : style.role }) : marked;
}

/** Errors and headings are bold. */
function styleOf(text: string): Style {
  return { bold: text.startsWith('✖ ') || (/^[^\s✔✖▲■•].*:$/.test(text) && !text.includes('\n')) };
}

const roles: Readonly<Record<string, Role>> = { '✔': 'good', '✖': 'danger', '▲': 'caution', '■': 'danger' };

/** Marks mean the same wherever they stand. */
function withMarks(text: string): string {
  return text.replace(/(?<=^|\s)[✔✖▲■](?=\s|$)/g, (mark) => styled(mark, { role: roles[mark] }));
}

function withBullet(text: string): string {
  return text.replace(/^(\s*)([•→▸])(?=\s)/, (_all, indent, bullet) => indent + styled(bullet, { role: 'accent' }));
}

function styled(text: string, { role, bold: isBold, dim, inverse }: Style): string {
  const formats = [
    ...(role ? [colors[role]] : []),
    ...(isBold ? (['bold'] as const) : []),
    ...(dim ? (['dim'] as const) : []),
    ...(inverse ? (['inverse'] as const) : []),
  ];
  // The caller has decided, so Node must not decide again.
  return formats.length === 0 ? text : styleText(formats, text, { validateStream: false });
}

/** The color of an app's state, as in the watch. */
export { stateRoles } from './kit/state-roles.ts';
