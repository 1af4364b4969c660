import { countOf, plainText } from '../plain/text.ts';

/** What speaks for and against deleting the previous pair, and what nobody can tell. */
export const verdictGrounds = {
  notRecorded:
    'Salesforce does not record which pair a sign-in used: a consumer that signs in may still use the old one.',
  noHistory: 'The login history of the execution user can’t be read here.',
  notOurs: 'keyturn did not make this rotation: nobody is recorded as having been told.',
  noConsumers: 'It was said that nobody uses the pair.',
  told: (names: readonly string[]) => `Has the new pair: ${names.join(', ')}.`,
  open: (names: readonly string[]) => `Not confirmed: ${names.join(', ')}.`,
  noSignIn: 'No sign-in of the execution user but our own was seen.',
  signIns: (address: string, before: number, since: number) =>
    `${plainText(address, 60)}: ${countOf(before, 'sign-in')} before the hand-over, ${since} since.`,
} as const;
