import { plainText } from '../plain/text.ts';

const disk = 'its disk is full or read-only';

/** What keyturn says about the practice org of this computer. */
export const practiceOrgWords = {
  setAside: (path: string) =>
    `The practice org's file was damaged. It was moved to ${plainText(path, 300)}, and a new practice org was created.`,
  /** While the practice org runs. */
  unsaved: `The practice org can't save its changes: ${disk}. Unless there is space by then, they are lost when the practice org stops.`,
  /** At its end. */
  lost: `The practice org couldn't save its changes: ${disk}. They are lost.`,
  /** Other processes find a running practice org by a file in its folder. */
  unfound: `Other commands of keyturn can't use this practice org, because its folder can't be written: ${disk}. Tools that have its address can.`,
  stop: (isKept: boolean) => `Stop it with Ctrl-C.${isKept ? ' Its data is kept.' : ''}`,
  stopped: (isKept: boolean) => `The practice org has stopped.${isKept ? ' Its data is kept.' : ''}`,
  unwritable: (problem: string) => `it can't write into its folder: ${problem}`,
  needsFolder: 'Set `KEYTURN_HOME` to a folder that you can write to.',
  needsDisk: 'Free some space on the disk of its folder, or make the folder writable. Then run the same command again.',
  /** Phrases that follow a colon. */
  untrusted: "it runs with TLS, and this command doesn't trust its certificate",
  trust: (path: string) => `Set NODE_EXTRA_CA_CERTS=${path} for this command, or run the practice org without --tls.`,
} as const;
