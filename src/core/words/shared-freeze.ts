import { plainText } from '../plain/text.ts';

/** The freeze of an execution user that the open emergency of another app needs, or has to undo. */
interface Freeze {
  /** The other app. */
  readonly app: string;
  /** The user was frozen before any emergency, so nobody unfreezes the user automatically. */
  readonly wasSo: boolean;
}

const name = ({ app }: Pick<Freeze, 'app'>) => plainText(app, 80);
const command = ({ app }: Pick<Freeze, 'app'>) => `\`keyturn resume ${plainText(app)}\``;

export const freezeWords = {
  left: (other: Freeze) =>
    `keyturn leaves the execution user frozen: the emergency of ${name(other)} needs it. That emergency unfreezes the user.`,
  cause: (other: Freeze) =>
    other.wasSo
      ? `the execution user is frozen, and the emergency of ${name(other)} needs that`
      : `the execution user is frozen because of the emergency of ${name(other)}`,
  waits: (other: Freeze) =>
    `the emergency of ${name(other)} keeps the execution user frozen until its leaked credentials are deleted`,
  finish: (other: Freeze) =>
    other.wasSo
      ? `Leave the user frozen until that emergency is finished: ${command(other)}.`
      : `Leave the user frozen, and continue that emergency. It unfreezes the user: ${command(other)}.`,
  /** By keyturn's record: others may have unfrozen the user since. */
  attention: (other: Freeze) =>
    other.wasSo
      ? `the execution user was frozen already, and the emergency of ${name(other)} needs that: continue it with ${command(other)}`
      : `keyturn froze the execution user for the emergency of ${name(other)}: continue it with ${command(other)}`,
  drift: (user: string, other: Freeze) =>
    `${plainText(user, 80)} is frozen because of the emergency of ${name(other)}, so Salesforce issues no tokens.`,
  plan: (other: Freeze) =>
    `The execution user is frozen already, because of the emergency of ${name(other)}. The last of the two to finish unfreezes the user.`,
  stays: (other: Pick<Freeze, 'app'>) =>
    `The execution user stays frozen because of the emergency of ${name(other)}: nobody gets a token until that one is finished.`,
  abandoned: (other: Freeze) =>
    `Leave the user frozen until the emergency of ${name(other)} is finished: ${command(other)}.`,
} as const;
