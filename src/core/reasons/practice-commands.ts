import { placesInPractice } from './practice-places.ts';

/** Commands that work only for a real org, name an org, or already name the practice org. */
const asItIs =
  /--practice|--help|^keyturn (practice|help|version)\b|^keyturn daemon (un)?install\b| (-o|--target-org) /;
const inCodeMarks = /`(keyturn\b[^`]*)`/g;

/** How a person types the commands that a text names. */
export interface TypedAs {
  /** What starts this copy of keyturn; `keyturn` if missing. */
  readonly program?: string | undefined;
  /** Whether the commands are meant for the practice org. */
  readonly isPractice: boolean;
}

/** Changes the commands in a text so that they work when they are pasted. */
export function typedCommands(text: string, { program = 'keyturn', isPractice }: TypedAs): string {
  return (isPractice ? placesInPractice(text) : text).replace(inCodeMarks, (_whole, command: string) => {
    const flagged = isPractice ? inPractice(command) : command;
    return `\`${flagged.replace(/^keyturn\b/, program)}\``;
  });
}

/** Where the practice org is named, or any org may be, it's the flag that names it. */
function inPractice(command: string): string {
  const bare = command.replace(/ (?:-o|--target-org) (?:practice|<org>)(?= |$)/, '');
  return asItIs.test(bare) ? bare : `${bare} --practice`;
}

/** Adds `--practice` to the commands in a text, because the command that was run had it, too. */
export function withPracticeFlag(text: string): string {
  return typedCommands(text, { isPractice: true });
}
