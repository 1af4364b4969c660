import { useRef, useState } from 'react';
import type { PassphraseQuestion } from '../../core/model/question.ts';
import { TextPanel } from '../kit/TextPanel.tsx';
import { passphraseWords } from '../kit/words.ts';
import type { QuestionProps } from './wizard-view.ts';

/** Asks for a passphrase without showing it, and twice if it is new. Only this panel and the asker ever hold it. */
export function AskPassphrase({ question, answer, back }: QuestionProps<PassphraseQuestion>) {
  const first = useRef<string | null>(null);
  const [round, setRound] = useState({ count: 0, greeting: null as string | null });
  const isAgain = first.current !== null;
  const next = (typed: string | null, greeting: string | null) => {
    first.current = typed;
    setRound(({ count }) => ({ count: count + 1, greeting }));
  };
  const enter = (text: string) => {
    const isMadeUp = text === '' && question.mayBeEmpty && !isAgain;
    if (isMadeUp || !question.isNew || text === first.current) return answer(text);
    next(isAgain ? null : text, isAgain ? passphraseWords.mismatch : null);
  };
  return (
    <TextPanel
      key={round.count}
      title={isAgain ? passphraseWords.again : question.title}
      notes={[...(question.notes ?? []), ...(question.help ?? [])]}
      isMasked
      greeting={round.greeting}
      check={isAgain ? () => null : question.check}
      onEnter={enter}
      onEscape={() => (isAgain ? next(null, null) : back())}
    />
  );
}
