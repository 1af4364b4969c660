import { Frame } from '../kit/Frame.tsx';
import { blank, wrapped } from '../kit/line.ts';
import { noteLines } from '../kit/note-lines.ts';
import { isKey, rowsBy } from '../kit/presses.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useLiveReducer } from '../kit/use-live-reducer.ts';
import { useScreen } from '../kit/use-screen.ts';
import { clamp } from '../kit/window.ts';
import { choiceRows } from './choice-rows.ts';
import { currentQuestion, type FormView, filledIn } from './form.ts';
import { useWatch } from './use-watch.ts';

/** The question of a form. Esc goes one question back, and keeps what was typed. */
export function FormPanel({ form }: { readonly form: FormView }) {
  const { session } = useWatch();
  const question = currentQuestion(form);
  if (!question) return null;
  const initial = filledIn(form, question);
  const on = {
    answer: (text: string) => session.answerForm(form.at, text),
    back: (text: string) => session.leaveQuestion(form.at, text),
  };
  if (question.kind === 'choose') return <ChoosePanel key={question.key} {...{ question, initial, ...on }} />;
  const { title, notes = [], placeholder, check } = question;
  return (
    <TextPanel
      key={`${question.key} ${form.problem}`}
      greeting={form.problem}
      {...{ title, notes, placeholder, check, initial }}
      onEnter={on.answer}
      onEscape={on.back}
    />
  );
}

type ChooseQuestion = Extract<NonNullable<ReturnType<typeof currentQuestion>>, { kind: 'choose' }>;

const hints = [
  { keys: '↑↓', does: 'move', weight: 1 },
  { keys: 'enter', does: 'select' },
  { keys: 'esc', does: 'back' },
];

interface ChooseProps {
  readonly question: ChooseQuestion;
  readonly initial: string;
  readonly answer: (value: string) => void;
  readonly back: (value: string) => void;
}

const moved = (_cursor: number, to: number) => to;

function ChoosePanel({ question, initial, answer, back }: ChooseProps) {
  const { width, height } = useScreen().layout.panel;
  const { choices, title, notes = [] } = question;
  const chosen = choices.findIndex(({ value }) => value === initial);
  const { state: cursor, dispatch, read } = useLiveReducer(moved, () => Math.max(0, chosen));
  usePanelKeys((press) => {
    const by = rowsBy(press);
    const value = choices[read()]?.value ?? '';
    if (by !== null) dispatch(clamp(read() + by, 0, choices.length - 1));
    else if (isKey(press, 'enter')) answer(value);
    else if (isKey(press, 'escape')) back(value);
  });
  const below = notes.flatMap((note) => noteLines(note, width));
  const head = wrapped(title, width, { bold: true });
  const noted = choices.map(({ label, notes: reasons }) => ({ label, note: reasons.join(' · ') || undefined }));
  const rows = choiceRows(noted, cursor, { width, height: height - head.length - below.length - 2 });
  return <Frame lines={[...head, blank, ...rows, blank, ...below]} hints={hints} />;
}
