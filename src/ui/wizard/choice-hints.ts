import type { ChooseQuestion } from '../../core/model/question.ts';
import type { Hint } from '../kit/frame-lines.ts';
import type { HelpKey } from '../kit/help-lines.ts';
import { type ChoiceList, canFilter } from './choice-list.ts';

/** The key line under a list. */
export function choiceHints(question: ChooseQuestion, list: ChoiceList): readonly Hint[] {
  if (list.isFiltering) {
    return [
      { keys: '↑↓', does: 'move', weight: 1 },
      { keys: 'enter', does: 'select' },
      { keys: 'esc', does: 'clear filter' },
      { keys: '?', does: 'help', weight: 6 },
      { keys: 'ctrl+c', does: 'quit', weight: 2 },
    ];
  }
  return [
    { keys: '↑↓', does: 'move', weight: 1 },
    ...(canFilter(list) ? [{ keys: '/', does: 'filter', weight: 5 }] : []),
    { keys: 'enter', does: 'select' },
    ...(hasRetry(question) ? [{ keys: 'r', does: 'retry', weight: 4 }] : []),
    ...(question.id === 'resume' ? [] : [{ keys: 'esc', does: 'back' }]),
    { keys: '?', does: question.id === 'execution-user' ? 'why this order' : 'help', weight: 6 },
    { keys: canFilter(list) ? 'ctrl+c' : 'q', does: 'quit', weight: 2 },
  ];
}

export function choiceKeys(question: ChooseQuestion, list: ChoiceList): readonly HelpKey[] {
  return [
    { keys: canFilter(list) ? '↑ ↓' : '↑ ↓ j k', does: 'move; page up, page down, home and end jump' },
    { keys: 'enter', does: 'select' },
    ...(canFilter(list) ? [{ keys: '/ or type', does: 'filter the list' }] : []),
    ...(hasRetry(question) ? [{ keys: 'r', does: 'try again' }] : []),
    ...(question.id === 'resume' ? [] : [{ keys: 'esc', does: 'back to the previous question' }]),
    ...(canFilter(list) ? [] : [{ keys: 'q', does: 'quit' }]),
  ];
}

function hasRetry({ choices }: ChooseQuestion): boolean {
  return choices.some(({ value }) => value === 'again');
}
