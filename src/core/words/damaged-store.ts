import type { KeyturnError } from '../reasons/errors.ts';
import { eachCommand } from '../reasons/reason.ts';
import { readAgain } from '../reasons/store.ts';

/** The error of a damaged store. @param apps those whose current credentials were there */
export function namingWatched(error: KeyturnError, apps: readonly string[]): KeyturnError {
  const commands = eachCommand(apps.map((app) => `\`keyturn watch ${app}\``));
  const actions = error.actions.flatMap((action) => {
    if (action !== readAgain.entry && action !== readAgain.all) return [action];
    const [first] = action.split(' ');
    return apps.length === 0 ? [] : [`${first} read the current credentials from the org again: ${commands}.`];
  });
  return error.continuing({ safe: error.safe, actions });
}
