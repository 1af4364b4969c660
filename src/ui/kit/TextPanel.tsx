import { useState } from 'react';
import type { Question } from '../../core/model/question.ts';
import { Frame } from './Frame.tsx';
import { fieldActionOf } from './field-keys.ts';
import { capped } from './note-lines.ts';
import type { Press } from './presses.ts';
import { openField, reduceField, typedIn } from './text-field.ts';
import { textLines } from './text-lines.ts';
import { useKeys } from './use-keys.ts';
import { useLiveReducer } from './use-live-reducer.ts';
import { useScreen } from './use-screen.ts';

interface Props {
  readonly title: string;
  readonly notes?: readonly string[];
  readonly initial?: string;
  readonly placeholder?: string;
  readonly isMasked?: boolean;
  /** Said under the field before anything is typed. */
  readonly greeting?: string | null;
  readonly check: Extract<Question, { kind: 'text' }>['check'];
  readonly onEnter: (text: string) => void;
  readonly onEscape: () => void;
}

const hints = [
  { keys: 'enter', does: 'go on' },
  { keys: 'esc', does: 'back' },
  { keys: 'ctrl+u', does: 'clear', weight: 1 },
  { keys: 'ctrl+c', does: 'quit', weight: 2 },
];

/** One line of text to type. What is typed lives here and is gone with the panel. */
export function TextPanel(props: Props) {
  const { layout, takesKeys } = useScreen();
  const { state, dispatch, read } = useLiveReducer(reduceField, () => openField(props.initial));
  const [refusal, setRefusal] = useState<string | null>(props.greeting ?? null);
  const enter = () => {
    const text = typedIn(read());
    const problem = props.check(text);
    setRefusal(problem);
    if (problem === null) props.onEnter(text);
  };
  const onPress = (press: Press) => {
    if (press.kind === 'key' && press.name === 'enter') return enter();
    if (press.kind === 'key' && press.name === 'escape') return props.onEscape();
    const action = fieldActionOf(press);
    if (!action) return;
    dispatch(action);
    setRefusal(null);
  };
  useKeys({
    isActive: takesKeys,
    onPress,
    onPaste: (text) => {
      dispatch({ kind: 'insert', text });
      setRefusal(null);
    },
  });
  const { width, height } = layout.panel;
  const { title, notes = [], placeholder = '', isMasked = false } = props;
  const lines = textLines({ title, notes, placeholder, isMasked, refusal, field: state, width });
  return <Frame lines={capped(lines, height)} hints={hints} />;
}
