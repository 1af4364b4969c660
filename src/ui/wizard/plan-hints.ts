import type { Hint } from '../kit/frame-lines.ts';
import type { HelpKey } from '../kit/help-lines.ts';

export function planHints(canScroll: boolean, hasFiles: boolean): readonly Hint[] {
  return [
    { keys: '↑↓', does: 'move', weight: 4 },
    { keys: 'enter', does: 'select' },
    ...(canScroll ? [{ keys: 'space', does: 'scroll', weight: 5 }] : []),
    ...(hasFiles ? [{ keys: 'v', does: 'files', weight: 3 }] : []),
    { keys: 's', does: 'save', weight: 1 },
    { keys: 'esc', does: 'back' },
    { keys: '?', does: 'help', weight: 6 },
    { keys: 'q', does: 'quit', weight: 2 },
  ];
}

export const planKeys: readonly HelpKey[] = [
  { keys: '↑ ↓ j k', does: 'move between the choices' },
  { keys: 'space', does: 'scroll the plan; page up and page down too' },
  { keys: 'enter', does: 'select; Deploy is never preselected' },
  { keys: 't', does: 'validate with a check-only deploy' },
  { keys: 'v', does: 'view the files before and after' },
  { keys: 's', does: 'save the plan as an answers file' },
  { keys: 'esc', does: 'back to the previous question' },
  { keys: 'q', does: 'quit' },
];
