/** A command in code marks, as printed, with the sentence around it. */
export interface PastedCommand {
  readonly command: string;
  readonly sentence: string;
  /** Commands that the sentence, or the line before, says to run first: `A, then B`. */
  readonly after: readonly string[];
}

const inMarks = /`(keyturn\b[^`]*)`/g;

/** Every command of keyturn that a text prints. */
export function commandsIn(text: string): readonly PastedCommand[] {
  const lines = linesOf(text);
  let inLineBefore: readonly string[] = [];
  return lines.flatMap((sentence) => {
    let after: readonly string[] = /^(?:• |→ )?Then\b/.test(sentence) ? inLineBefore : [];
    inLineBefore = [...sentence.matchAll(inMarks)].map(([, command = '']) => command);
    let end = 0;
    return [...sentence.matchAll(inMarks)].map(({ 0: marked, 1: command = '', index }) => {
      if (!/\bthen\b/i.test(sentence.slice(end, index))) after = [];
      end = index + marked.length;
      after = [...after, command];
      return { command, sentence, after: after.slice(0, -1) };
    });
  });
}

/** Lines of a text, and the values of a document. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  try {
    JSON.parse(text, (_name, value) => {
      if (typeof value === 'string') lines.push(value);
      return value;
    });
    return lines;
  } catch {
    return text.split('\n').map((line) => line.trim());
  }
}

/** The words of a command line, as a POSIX shell reads them. */
export function shellWords(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (const [piece] of command.matchAll(/'[^']*'|"(?:\\.|[^"\\])*"|\\.|\s+|[^\s'"\\]+/g)) {
    if (/^\s/.test(piece)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (piece.startsWith("'")) word = (word ?? '') + piece.slice(1, -1);
    else if (piece.startsWith('"')) word = (word ?? '') + piece.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
    else word = (word ?? '') + piece.replace(/^\\/, '');
  }
  return word === null ? words : [...words, word];
}
