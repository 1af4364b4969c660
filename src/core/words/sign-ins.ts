import { isoDay } from '../plain/time.ts';

/** The sign-ins of the Salesforce CLI as a whole, where one would be named. */
export const allSignIns = 'the sign-ins of this computer';
export const signInUnreadable = 'its file has another form';
export const practiceSignedIn = 'the practice org is signed in to already';

/** Why an address is not one to sign in at. */
export const addressProblems = {
  noAddress: 'it is no web address',
  credentials: 'it has a name or a password in it',
  noHttps: 'it does not start with https://',
  host: (endings: readonly string[]) => `its host does not end in ${endings.join(', ')}`,
  lightning: 'it is the address of Lightning pages, not of My Domain',
} as const;

/** What ends a sign-in, or has ended it, and what to do about it. `name` is its alias or username. */
export const signInProblems = {
  orgEnds: (at: number, name: string) => ({
    at,
    problem: `the org ends on ${isoDay(at)}`,
    cure: `Set up what is still needed in another org, then forget this one: \`sf org logout --target-org ${name}\`.`,
  }),
  keyLost: (path: string, username: string, name: string) => ({
    at: null,
    problem: `its key ${path} can’t be read, so this session is the last one`,
    cure: `Put the key back, or sign in with the one you have: ${keyLogin('<file>', username, name)}.`,
  }),
  noRenewal: (username: string, name: string) => ({
    at: null,
    problem: 'it can’t be renewed, so this session is the last one',
    cure: `Sign in with a key: ${keyLogin('server.key', username, name)}. Where somebody has a browser: \`sf org login web --alias ${name}\`.`,
  }),
  broken: (problem: string, name: string) => ({
    problem,
    cure: `Sign in again: \`sf org login web --alias ${name}\`.`,
  }),
  orgEnded: (name: string) => ({
    problem: 'the org has expired',
    cure: `Forget it: \`sf org logout --target-org ${name}\`.`,
  }),
} as const;

function keyLogin(file: string, username: string, name: string): string {
  return `\`sf org login jwt --client-id <consumer key> --jwt-key-file ${file} --username ${username} --alias ${name}\``;
}
