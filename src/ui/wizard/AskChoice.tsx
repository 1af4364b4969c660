import { useEffect, useMemo, useRef } from 'react';
import type { ChooseQuestion } from '../../core/model/question.ts';
import { Frame } from '../kit/Frame.tsx';
import { blank } from '../kit/line.ts';
import type { Press } from '../kit/presses.ts';
import { oneLine } from '../kit/text-field.ts';
import { useHelp } from '../kit/use-help.ts';
import { usePanelKeys } from '../kit/use-keys.ts';
import { useLiveReducer } from '../kit/use-live-reducer.ts';
import { useScreen } from '../kit/use-screen.ts';
import { choiceHints, choiceKeys } from './choice-hints.ts';
import { chooseLines } from './choice-lines.ts';
import { canFilter, openListOf, reduceList } from './choice-list.ts';
import { createDebouncedSearch } from './debounced-search.ts';
import { createListKeys } from './list-keys.ts';
import type { TitledCheck } from './plain.ts';
import type { QuestionProps } from './wizard-view.ts';
import { checkLines } from './work-lines.ts';

interface Props extends QuestionProps<ChooseQuestion> {
  /** Preflight checks, shown above the question about them. */
  readonly checks: readonly TitledCheck[];
}

/** A list of choices. It is filtered here or by the server. */
export function AskChoice({ question, answer, back, checks }: Props) {
  const { layout, leave, timer } = useScreen();
  const { state, dispatch, read } = useLiveReducer(reduceList, () => openListOf(question));
  const { search } = question;
  const searching = useMemo(
    () => (search ? createDebouncedSearch(search, timer, dispatch) : null),
    [search, timer, dispatch],
  );
  useEffect(() => () => searching?.cancel(), [searching]);
  const help = useHelp(question, choiceKeys(question, state));
  const isAnswered = useRef(false);
  const press = createListKeys({
    read,
    dispatch,
    page: Math.max(1, layout.panel.height - 6),
    quickValues: question.choices.map(({ value }) => value),
    onFilter: (text) => searching?.request(text),
    onChoose: (value) => {
      isAnswered.current = true;
      answer(value);
    },
    onBack: () => question.id !== 'resume' && back(),
    onQuit: leave,
  });
  const onPress = (one: Press) => {
    // Keys in the same chunk after the answer are not meant for the next question.
    if (!isAnswered.current && !help.takes(one)) press(one);
  };
  const onPaste = (text: string) => {
    if (!canFilter(read())) return;
    dispatch({ kind: 'type', text: oneLine(text).trim() });
    searching?.request(read().filter);
  };
  usePanelKeys(onPress, onPaste);
  const rows = checks.flatMap((check) => checkLines(check, layout.panel.width));
  const above = rows.length > 0 ? [...rows, blank] : [];
  const room = { width: layout.panel.width, height: layout.panel.height - above.length };
  const lines = [...above, ...chooseLines(withoutChecks(question, checks), state, room)];
  return <Frame help={help} lines={lines} hints={choiceHints(question, state)} />;
}

/** Drops what the checks above the question already say. */
function withoutChecks(question: ChooseQuestion, checks: readonly TitledCheck[]): ChooseQuestion {
  const isShown = checks.some(({ finding }) => finding === question.title);
  const cures = new Set(checks.map(({ cure }) => `• ${cure}`));
  return {
    ...question,
    title: isShown ? 'Fix this problem to continue' : question.title,
    notes: (question.notes ?? []).filter((note) => !cures.has(note)),
  };
}
