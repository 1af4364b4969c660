import { isoDay } from '../plain/time.ts';
import { signInAgain } from '../reasons/sign-in-again.ts';

export const signInMoved = 'its file now names another address';
export const practiceSignedIn = 'you are already signed in to the practice org';

/** Why keyturn doesn't accept a login address. */
export const addressProblems = {
  noAddress: 'it is not a web address',
  credentials: 'it contains a name or a password',
  noHttps: 'it does not start with https://',
  host: (endings: readonly string[]) => `its host does not end in ${endings.join(', ')}`,
  lightning: 'it is the address of Lightning pages, not of My Domain',
} as const;

/** Why a sign-in ends or has ended, and what to do. `name` is its alias or username. */
export const signInProblems = {
  orgEnds: (at: number, name: string) => ({
    at,
    problem: `the org expires on ${isoDay(at)}`,
    cure: `Set up what you still need in another org, then sign out of this one: \`sf org logout --target-org ${name}\`.`,
  }),
  /** @param clientId of the app that the key belongs to; null if unknown */
  keyLost: (path: string, username: string, name: string, clientId: string | null) => ({
    at: null,
    problem: `the key file ${path} can't be read, so this session can't be renewed`,
    cure: `Restore the key, or sign in with the one you have: ${keyLogin('<file>', username, name, clientId)}.`,
  }),
  noRenewal: (username: string, name: string) => ({
    at: null,
    problem: "this session can't be renewed",
    cure: `Sign in with a key: ${keyLogin('server.key', username, name)}. If you have a browser: \`sf org login web --alias ${name}\`.`,
  }),
  broken: (problem: string, name: string) => ({
    problem,
    cure: signInAgain(name, problem).join(' '),
  }),
  orgEnded: (name: string) => ({
    problem: 'the org has expired',
    cure: `Sign out of it: \`sf org logout --target-org ${name}\`.`,
  }),
} as const;

function keyLogin(file: string, username: string, name: string, clientId: string | null = null): string {
  return `\`sf org login jwt --client-id ${clientId ?? '<consumer key>'} --jwt-key-file ${file} --username ${username} --alias ${name}\``;
}
