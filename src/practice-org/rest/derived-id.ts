import { withCheck } from '../model/ids.ts';

/** Stands where a counted id has a leading zero, so that no id of a counted record is ever the same. */
const derivedMark = 'P';

/** The id of a record that exists once for each other record and that the model doesn't store. */
export function derivedId(prefix: string, id: string): string {
  return withCheck(`${prefix}${id.slice(3, 5)}${derivedMark}${id.slice(6, 15)}`);
}

/** The id that a derived one was made of; any text comes back as some id that may not exist. */
export function originalId(prefix: string, derived: string): string {
  return withCheck(`${prefix}${derived.slice(3, 5)}0${derived.slice(6, 15)}`);
}

/** Whether a text has the form of an id, of 15 or 18 characters. */
export function isId(text: string): boolean {
  return /^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(text);
}

/** The form of 18 characters, whichever was given. */
export function fullId(text: string): string {
  return withCheck(text.slice(0, 15));
}
