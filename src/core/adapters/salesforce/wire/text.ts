import { z } from 'zod';
import { outsideName, outsideText } from '../../../plain/outside-text.ts';

/** The strings of answers. No other file describes one, so that each passes the gate. */

/** A name or an id. */
export const name = z.string().transform(outsideName);

/** A name or an id. Missing, null and empty become null. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text ? outsideName(text) : null));

/** A name or an id in an answer of the SOAP client, where an empty element can be missing, null, or an object with only attributes. */
export const soapText = soapString(outsideName);

/** A sentence in such an answer. */
export const soapSentence = soapString(outsideText);

/** Content of such an answer that is decoded, and never shown as text. */
export const soapContent = soapString((text) => text);

function soapString<Value>(passed: (text: string) => Value) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.trim() : ''),
    z.string().transform((text) => passed(text)),
  );
}

/** A sentence. */
export const sentence = z
  .string()
  .min(1)
  .transform((text) => outsideText(text));

export const optionalSentence = z
  .string()
  .nullish()
  .transform((text) => (text ? outsideText(text) : null));

/** A name or an id of this form. */
export function nameLike(form: RegExp, problem?: string) {
  return z.string().regex(form, problem).transform(outsideName);
}

/** Where to continue reading, or to sign in. It is followed as it is. */
export const nextAddress = z.string().nullish();
export const address = z.string();

/** A consumer key or secret as it is. Missing, null and empty become null. Only what `usable` accepts is used. */
export const credential = z
  .string()
  .nullish()
  .transform((text) => text || null);

/** An access token. */
export const token = z.string().min(1);

/** A row by the names of its columns. Only its flags are read. */
export const anyColumns = z.record(z.string(), z.unknown());
