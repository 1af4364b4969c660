import type { Question } from '../../core/model/question.ts';
import { blank, dim, type Line, marked, toWidth, wrapped } from './line.ts';
import { noteLines } from './note-lines.ts';

export interface HelpKey {
  readonly keys: string;
  readonly does: string;
}

const everywhere: readonly HelpKey[] = [
  { keys: '?', does: 'this help' },
  { keys: 'ctrl+c', does: 'leave; what was begun can be gone on with' },
];

interface Help {
  readonly question: Question | null;
  readonly keys: readonly HelpKey[];
  readonly width: number;
}

/** What the question means comes before the keys: it is what `?` is pressed for. */
export function helpLines({ question, keys, width }: Help): readonly Line[] {
  const words = [...(question?.help ?? []), ...(question?.notes ?? [])].flatMap((note) => noteLines(note, width));
  return [
    ...(question ? wrapped(question.title, width, { bold: true }) : []),
    ...words,
    ...(question ? [blank] : []),
    ...[...keys, ...everywhere].flatMap(({ keys: names, does }) =>
      marked({ text: `${toWidth(names, 10)} `, bold: true }, does, width),
    ),
    ...(question ? [blank, dim(`The flag for this question: ${question.flag}`)] : []),
  ];
}
