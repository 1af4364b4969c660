import { Box, Text, useWindowSize } from 'ink';
import { useMemo } from 'react';
import type { Question } from '../../core/setup/question.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { type Screen, ScreenContext } from '../hooks/use-screen.ts';
import { useView } from '../hooks/use-view.ts';
import { layoutOf, smallest } from '../layout.ts';
import { AskChoice } from '../questions/AskChoice.tsx';
import { AskPassphrase } from '../questions/AskPassphrase.tsx';
import { AskReview } from '../questions/AskReview.tsx';
import { AskText } from '../questions/AskText.tsx';
import type { WizardStore } from '../wizard-store.ts';
import { Working } from './Working.tsx';

export interface WizardProps extends Omit<Screen, 'view' | 'layout' | 'takesKeys'> {
  readonly store: WizardStore;
}

/** The guided setup: one question or one piece of work at a time, in one frame. */
export function Wizard({ store, ...rest }: WizardProps) {
  const view = useView(store);
  const size = useWindowSize();
  const layout = useMemo(() => layoutOf(view, size), [view, size]);
  useKeys({
    isActive: true,
    onPress: (press) => {
      if (press.kind === 'ctrl' && press.char === 'c') rest.leave();
      else if (view.leave === 'asked') store.dispatch({ kind: 'leave', leave: 'no' });
    },
  });
  return (
    <ScreenContext value={{ ...rest, view, layout, takesKeys: view.leave === 'no' && !layout.isTooSmall }}>
      {layout.isTooSmall && <TooSmall />}
      {/* Kept while it is hidden: what was typed is still there when the window grows again. */}
      <Box display={layout.isTooSmall ? 'none' : 'flex'}>
        {view.pending ? (
          <Ask key={view.pending.number} number={view.pending.number} question={view.pending.question} />
        ) : (
          <Working />
        )}
      </Box>
    </ScreenContext>
  );
}

function Ask({ question, number }: { readonly question: Question; readonly number: number }) {
  switch (question.kind) {
    case 'choose':
      return <AskChoice question={question} number={number} />;
    case 'text':
      return <AskText question={question} number={number} />;
    case 'passphrase':
      return <AskPassphrase question={question} number={number} />;
    case 'review':
      return <AskReview question={question} number={number} />;
  }
}

function TooSmall() {
  return (
    <Text>
      The window is too small: {smallest.columns} × {smallest.rows} is the least. ctrl+c leaves.
    </Text>
  );
}
