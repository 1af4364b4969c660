import { closest } from '../core/plain/closest.ts';
import { plainText, shellWord } from '../core/plain/text.ts';
import type { KeyturnError } from '../core/reasons/errors.ts';
import { commands } from './commands.ts';
import type { Inputs } from './inputs.ts';
import { wrongCall } from './wrong-call.ts';

/** Every command as it is typed, with the verbs that are an argument: `store move`. */
const typeable = [
  'help',
  'version',
  ...Object.entries(commands).flatMap(([name, { inputs }]: [string, { inputs: Inputs }]) => [
    name,
    ...(Object.values(inputs)[0]?.choices ?? []).map((verb) => `${name} ${verb}`),
  ]),
];

/** @param words the words typed as a command, such as `daemon` and `instal` */
export function noSuchCommand(words: readonly string[]): KeyturnError {
  const near = nearest(words);
  const group = words.length > 1 && isTypeable(words[0]) ? words[0] : null;
  const meant = near ?? listOf(group ?? null, words.slice(1));
  const hint = meant === null ? '' : `. Did you mean ${meant}?`;
  return wrongCall(group ?? null, `Unknown command "${plainText(words.join(' '), 40)}"${hint}`);
}

/** Who types a name after a group wants to see what the group lists. */
function listOf(group: string | null, names: readonly string[]): string | null {
  const list = `${group} list`;
  return Object.hasOwn(commands, list)
    ? `${list} ${names.map((name) => shellWord(plainText(name, 40))).join(' ')}`
    : null;
}

/** The command that these words are meant for; null if none is similar. */
export function nearest(words: readonly string[]): string | null {
  return closest(words.join(' '), typeable);
}

export function isTypeable(name: string | undefined): boolean {
  return name !== undefined && typeable.includes(name);
}
