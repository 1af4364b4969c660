import { closest } from '../core/plain/closest.ts';
import { plainText } from '../core/plain/text.ts';
import type { KeyturnError } from '../core/reasons/errors.ts';
import { commands } from './commands.ts';
import { wrongCall } from './wrong-call.ts';

const names = Object.keys(commands);

/** @param words the words typed as a command, such as `daemon` and `instal` */
export function noSuchCommand(words: readonly string[]): KeyturnError {
  const name = words.join(' ');
  const near = closest(name, names);
  const hint = near === null ? '' : `; did you mean ${near}?`;
  return wrongCall(null, `There is no command ${plainText(name, 40)}${hint}`);
}

/** The misspelled command in a call with too many arguments; null if the name is right. */
export function misspelt([first = '', second = '']: readonly string[]): readonly string[] | null {
  if (!names.some((name) => name.split(' ')[0] === first)) return [first];
  return closest(`${first} ${second}`, names)?.startsWith(`${first} `) ? [first, second] : null;
}
