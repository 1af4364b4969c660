/** A word of a command line as `shellWord` writes it, or in double quotes. */
const word = /(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g;

/**
 * Writes each word of a command that isn't ASCII in the form `$'…'`, which bash, zsh and ksh read in any locale. So a command can be pasted
 * from a terminal that shows no other characters. Commands are between code marks.
 */
export function asciiCommands(text: string): string {
  return text.replace(/`([^`]*)`/g, (_, command: string) => `\`${command.replace(word, asciiWord)}\``);
}

function asciiWord(typed: string): string {
  if (/^[\0-~]*$/.test(typed)) return typed;
  const meant = typed.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3');
  const escaped = meant
    .replace(/[\\']/g, '\\$&')
    .replace(/[^\0-~]+/g, (some) => Array.from(Buffer.from(some), (byte) => `\\x${byte.toString(16)}`).join(''));
  return `$'${escaped}'`;
}
