import { plainText } from '../plain/text.ts';

/** What keyturn says about the practice org of this computer. */
export const practiceOrgWords = {
  setAside: (path: string) =>
    `The practice org's file was damaged. It was moved to ${plainText(path, 300)}, and a new practice org was created.`,
  /** At the end of a command. */
  unsaved:
    "The practice org couldn't save its changes: its disk is full or read-only. They are lost when the practice org ends.",
  unwritable: (problem: string) => `it can't write into its folder: ${problem}`,
  needsFolder: 'Set `KEYTURN_HOME` to a folder that you can write to.',
  needsDisk: 'Free some space on the disk of its folder, or make the folder writable. Then run the same command again.',
  /** Phrases that follow a colon. */
  untrusted: "it runs with TLS, and this command doesn't trust its certificate",
  trust: (path: string) => `Set NODE_EXTRA_CA_CERTS=${path} for this command, or run the practice org without --tls.`,
} as const;
