/** What is asked for, by why it is asked. */
export const passphraseWords = {
  known: 'Passphrase of the encrypted file',
  new: 'Choose a passphrase for the encrypted file',
  'new-differed': "The passphrases don't match. Choose a passphrase for the encrypted file",
  again: 'Type the passphrase again',
} as const;
