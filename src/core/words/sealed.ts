import { type Consumer, isSameName } from '../model/consumer.ts';
import { deliveredWord, nameOf, type Rotation } from '../model/rotation.ts';
import { leftToPeople } from '../model/rotation-deliveries.ts';
import { consumerWord, plainText } from '../plain/text.ts';

/** How to encrypt credentials for each of these people whose public key keyturn keeps. @param slot ` --slot staged`, or nothing */
export function sealedWords(
  app: string,
  names: readonly string[],
  { consumers, which, slot = '' }: Sealing,
): readonly string[] {
  return names
    .filter((name) => hasKey(consumers, name))
    .map(
      (name) =>
        `\`keyturn reveal ${app}${slot} --for ${consumerWord(name)}\` encrypts the ${which} credentials for ${plainText(name, 80)}.`,
    );
}

interface Sealing {
  readonly consumers: readonly Pick<Consumer, 'name' | 'keys'>[];
  readonly which: 'new' | 'current';
  readonly slot?: string;
}

/** The same for the people that a run waits for. */
export function sealedFor(run: Rotation, consumers: Sealing['consumers']): readonly string[] {
  return sealedWords(run.app, leftToPeople(run).map(nameOf), {
    consumers,
    which: deliveredWord(run),
    slot: slotFlag(run),
  });
}

/** What `reveal` needs to show the credentials that a run delivers. */
export function slotFlag({ rotatedAt, kind }: Pick<Rotation, 'rotatedAt' | 'kind'>): string {
  return rotatedAt === null && kind !== 'discard' ? ' --slot staged' : '';
}

export function hasKey(consumers: Sealing['consumers'], name: string): boolean {
  return consumers.some((one) => isSameName(one.name, name) && one.keys.length > 0);
}
