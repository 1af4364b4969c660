import { countOf, plainText } from '../plain/text.ts';

/** Reasons for and against deleting the previous credentials, and what keyturn can't know. */
export const verdictGrounds = {
  notRecorded:
    "Salesforce doesn't record which credentials a sign-in used. A consumer that signs in may still use the previous ones.",
  noHistory: "keyturn can't read the login history of the execution user.",
  notOurs:
    "No rotation of keyturn waits for this deletion, so keyturn doesn't know which consumers still use the previous credentials.",
  noConsumers: 'The app is marked as having no consumers.',
  told: (names: readonly string[]) => `Updated with the new credentials: ${names.join(', ')}.`,
  lost: (names: readonly string[]) =>
    `No longer has the new credentials, although keyturn delivered them: ${names.join(', ')}. keyturn delivers them again first.`,
  held: (names: readonly string[]) =>
    `Still has the previous credentials, which are about to be deleted: ${names.join(', ')}. keyturn delivers the current ones first.`,
  notReadBack: (names: readonly string[]) =>
    `keyturn can't read back what a program did with the credentials: ${names.join(', ')}.`,
  open: (names: readonly string[]) => `Not confirmed: ${names.join(', ')}.`,
  noSignIn:
    'keyturn saw no sign-in of the execution user in the login history, except its own and those from the same address within 10 seconds of them.',
  signIns: (address: string, before: number, since: number) =>
    `${plainText(address, 60)}: ${countOf(before, 'sign-in')} before the delivery, ${since} since.`,
} as const;
