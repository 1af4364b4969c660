import type { Question } from '../../core/model/question.ts';
import { blank, dim, type Line, marked, toWidth, wrapped } from './line.ts';
import { noteLines } from './note-lines.ts';

export interface HelpKey {
  readonly keys: string;
  readonly does: string;
}

const everywhere: readonly HelpKey[] = [
  { keys: '?', does: 'show this help' },
  { keys: 'ctrl+c', does: 'quit; you can continue later' },
];

interface Help {
  readonly question: Question | null;
  readonly keys: readonly HelpKey[];
  readonly width: number;
}

/** The question's help comes before the keys: people press `?` for the question. */
export function helpLines({ question, keys, width }: Help): readonly Line[] {
  const words = [...(question?.help ?? []), ...(question?.notes ?? [])].flatMap((note) => noteLines(note, width));
  return [
    ...(question ? wrapped(question.title, width, { bold: true }) : []),
    ...words,
    ...(question ? [blank] : []),
    ...[...keys, ...everywhere].flatMap(({ keys: names, does }) =>
      marked({ text: `${toWidth(names, 10)} `, bold: true }, does, width),
    ),
    ...(question ? [blank, dim(`Flag for this question: ${question.flag}`)] : []),
  ];
}
