import { withCheck } from '../model/ids.ts';

/** Replaces a leading zero of a counted id, so derived ids never equal counted ones. */
const derivedMark = 'P';

/** The id of a record that exists once per other record and isn't stored in the model. */
export function derivedId(prefix: string, id: string): string {
  return withCheck(`${prefix}${id.slice(3, 5)}${derivedMark}${id.slice(6, 15)}`);
}

/** The id from which a derived one was made. For any other text, the result may not exist. */
export function originalId(prefix: string, derived: string): string {
  return withCheck(`${prefix}${derived.slice(3, 5)}0${derived.slice(6, 15)}`);
}

/** Whether a text looks like an id of 15 or 18 characters. */
export function isId(text: string): boolean {
  return /^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(text);
}

/** The 18-character form of an id of either length. */
export function fullId(text: string): string {
  return withCheck(text.slice(0, 15));
}
