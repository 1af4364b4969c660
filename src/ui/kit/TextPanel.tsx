import { Frame } from './Frame.tsx';
import { capped } from './note-lines.ts';
import { textLines } from './text-lines.ts';
import { usePanelKeys } from './use-keys.ts';
import { useScreen } from './use-screen.ts';
import { type TypingWishes, useTyping } from './use-typing.ts';

interface Props extends TypingWishes {
  readonly title: string;
  readonly notes?: readonly string[];
  readonly placeholder?: string | undefined;
  readonly isMasked?: boolean;
}

const hints = [
  { keys: 'enter', does: 'continue' },
  { keys: 'esc', does: 'back' },
  { keys: 'ctrl+u', does: 'clear', weight: 1 },
  { keys: 'ctrl+c', does: 'quit', weight: 2 },
];

/** A question with one line of text as its answer. */
export function TextPanel({ title, notes = [], placeholder, isMasked, ...wishes }: Props) {
  const { width, height } = useScreen().layout.panel;
  const { field, refusal, press, paste } = useTyping(wishes);
  usePanelKeys(press, paste);
  const lines = textLines({ title, notes, placeholder, isMasked, refusal, field, width });
  return <Frame lines={capped(lines, height)} hints={hints} />;
}
