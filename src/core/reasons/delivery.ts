import { consumerWord } from '../plain/text.ts';
import { entry, unchanged, useOneOf } from './reason.ts';

interface Undelivered {
  readonly app: string;
  readonly failures: readonly string[];
  readonly names: readonly string[];
  readonly isPrimary: boolean;
  /** The file lost the credentials again, right after a delivery. */
  readonly isTakenAgain?: boolean;
}

interface Unusable {
  readonly app: string;
  readonly target: string;
  readonly problem: string;
  /** The consumer's name; null if it is only about to be added. */
  readonly name: string | null;
  readonly isRotation: boolean;
}

/** Consumers, and getting credentials to them. */
export const deliveryReasons = {
  DeliveryFailed: entry<Undelivered>({
    exit: 75,
    message: ({ app, failures }) => `keyturn couldn't deliver credentials of ${app}: ${failures.join('; ')}`,
    safe: 'keyturn keeps the credentials that consumers have until every consumer is updated.',
    actions: ({ app, names: [name], isPrimary, isTakenAgain = false }) => [
      `Fix the target named above, then continue with \`keyturn resume ${app}\`.`,
      ...(isTakenAgain
        ? [
            `If a program takes in the file and deletes it, keyturn can't read it again. Deliver to a program instead: \`keyturn consumer edit ${app} ${consumerWord(name)} --deliver exec:<program>\`. Or rotate with \`--by-hand ${consumerWord(name)}\` next time.`,
          ]
        : []),
      `Or update the consumer by hand (\`keyturn reveal ${app}${isPrimary ? '' : ' --slot staged'}\` shows the credentials) and confirm it: \`keyturn handed-over ${app} ${consumerWord(name)}\`.`,
      `Or remove it: \`keyturn consumer remove ${app} ${consumerWord(name)}\`, then continue without it: \`keyturn resume ${app} --yes\`.`,
    ],
  }),
  DeliveryUnusable: unchanged<Unusable>({
    exit: 2,
    message: ({ target, problem }) => `keyturn can't deliver credentials to ${target}: ${problem}`,
    actions: ({ app, name, isRotation }) => {
      if (name === null) return ['Fix the target, or name a different one with `--deliver`.'];
      const who = consumerWord(name);
      return [
        `Fix the target, or choose a different one: \`keyturn consumer edit ${app} ${who} --deliver <target>\`.`,
        ...(isRotation
          ? [`Or update this consumer by hand this time: \`keyturn rotate ${app} --by-hand ${who}\`.`]
          : []),
        `Or remove it: \`keyturn consumer remove ${app} ${who}\`.`,
      ];
    },
  }),
  ConsumerExists: unchanged<{ app: string; name: string; has: 'name' | 'target' }>({
    exit: 2,
    message: ({ app, name, has }) =>
      has === 'name' ? `${app} already has a consumer called ${name}` : `${name} already uses this target for ${app}`,
    actions: ({ app, name }) => [
      `Choose a different one, or change the consumer that is there: \`keyturn consumer edit ${app} ${consumerWord(name)} --deliver <target>\`.`,
    ],
  }),
  HandOverPending: entry<{
    app: string;
    names: readonly string[];
    isPrimary: boolean;
    isCurrent: boolean;
    /** keyturn read the file of these consumers: it has the credentials that are about to end. */
    isReadBack?: boolean;
  }>({
    exit: 3,
    message: ({ app, names, isCurrent, isReadBack = false }) =>
      `${names.join(', ')} must be updated by hand with the ${isCurrent ? 'current' : 'new'} credentials of ${app}${isReadBack ? ': the file still has others that it should no longer use' : ''}`,
    safe: 'keyturn keeps the credentials that consumers have until the update is confirmed.',
    actions: ({ app, names, isPrimary, isCurrent }) => [
      `\`keyturn reveal ${app}${isPrimary ? '' : ' --slot staged'}\` shows the ${isCurrent ? 'current' : 'new'} credentials. Both the key and the secret change.`,
      `Confirm each updated consumer with \`keyturn handed-over ${app} ${consumerWord(names[0])}\`, then continue with \`keyturn resume ${app}\`.`,
      `Or remove a consumer that no longer exists: \`keyturn consumer remove ${app} ${consumerWord(names[0])}\`, then continue without it: \`keyturn resume ${app} --yes\`.`,
    ],
  }),
  FileNotUpdated: unchanged<{ app: string; name: string; path: string; isPrimary: boolean }>({
    exit: 3,
    message: ({ app, name, path }) =>
      `${name} wasn't updated: ${path} still has credentials of ${app} that it should no longer use`,
    actions: ({ app, name, isPrimary }) => [
      `Put the credentials that \`keyturn reveal ${app}${isPrimary ? '' : ' --slot staged'}\` shows into the file. Then run the same command again.`,
      `Or remove a consumer that no longer uses this file: \`keyturn consumer remove ${app} ${consumerWord(name)}\`.`,
    ],
  }),
  ConsumerUnknown: unchanged<{ app: string; name: string; known: readonly string[]; isWaiting?: boolean }>({
    exit: 2,
    message: ({ app, name, isWaiting = true }) =>
      `${app} has no consumer called ${name}${isWaiting ? ' that is waiting for credentials' : ''}`,
    actions: ({ app, known, isWaiting = true }) => [
      useOneOf(
        known,
        isWaiting
          ? 'No consumer is waiting for credentials right now.'
          : `Add it first: \`keyturn consumer add ${app} <name> --deliver <target>\`.`,
      ),
    ],
  }),
  CodeRefused: unchanged<{ app: string; problem: string; known: readonly string[] }>({
    exit: 2,
    message: ({ app, problem }) => `This code confirms no consumer of ${app}: ${problem}`,
    actions: ({ app, known }) => [
      ...(known.length > 0
        ? [`Check the latest message to the contact, or confirm the consumer by its name: ${known.join(', ')}.`]
        : []),
      `\`keyturn status ${app}\` shows which consumers are waiting.`,
    ],
  }),
};
