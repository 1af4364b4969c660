import type { FoundProblem } from '../model/self-check.ts';
import type { DoctorWords } from './doctor.ts';

/** Lines about who else can change or read what keyturn uses on this computer. */
export const accessWords = {
  rightsUnchecked: [
    'Access rights',
    "on Windows, keyturn doesn't check who can change its files and the programs it runs",
    'Keep both below your user folder, where only you and administrators can write.',
  ],
  homeReplaceable: ({ problem, cure }: FoundProblem): DoctorWords => [
    'Folder',
    `other users can replace files in it: ${problem}`,
    cure,
  ],
  programReplaceable: ({ problem, cure }: FoundProblem): DoctorWords => [
    'Program',
    `other users can replace keyturn itself: ${problem}`,
    cure,
  ],
  passphraseWeak: (problem: string): DoctorWords => [
    'Passphrase',
    `the passphrase of the encrypted file is weak: ${problem}`,
    'Give the file a new one: docs/daemon.md says how, under *Change the passphrase*. Or run `keyturn store move keychain`.',
  ],
} as const;
