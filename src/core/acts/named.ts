import { isKeyturnError } from '../reasons/errors.ts';

/** Waits for an answer about an app. An org knows the app by its id, so an error is worded with the name that people know. */
export async function named<Value>(
  { id, name }: { readonly id: string; readonly name: string },
  asked: Promise<Value>,
): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    throw isKeyturnError(error) ? error.naming(id, name) : error;
  }
}
