import type { Consumer } from '../model/consumer.ts';
import { nameOf, type Rotation, unconfirmed } from '../model/rotation.ts';
import { consumerWord, linesOf } from '../plain/text.ts';
import { hasKey, slotFlag } from './sealed.ts';

/** Names of the consumers whose delivery failed, or whose update nobody has confirmed. */
export function leftOut(open: Rotation): readonly string[] {
  return [...unreached(open), ...unconfirmed(open)];
}

/** The same names, each with what to do. */
export function leftOutWords(open: Rotation, consumers: readonly Pick<Consumer, 'name' | 'keys'>[] = []): string {
  const { app } = open;
  const [programs, people] = [unreached(open), unconfirmed(open)];
  const [person = '', ...others] = people;
  const sealed = others.length === 0 && hasKey(consumers, person) ? ` --for ${consumerWord(person)}` : '';
  return linesOf(
    programs.length > 0 && `${programs.join(', ')} (fix it, then \`keyturn resume ${app}\`)`,
    people.length > 0 &&
      `${people.join(', ')} (\`keyturn reveal ${app}${slotFlag(open)}${sealed}\`, then \`keyturn handed-over ${app} ${consumerWord(people[0])}\`)`,
  ).join('; ');
}

/** Before the previous credentials end, a delivery that wasn't tried yet is no problem: the consumer still has access. */
function unreached(open: Rotation): readonly string[] {
  return open.deliveries
    .filter(({ status }) => status === 'failed' || (status === 'pending' && open.endedAt !== null))
    .map(nameOf);
}

/** Names of the consumers that a run delivers to next, while the previous credentials still exist. */
export function toDeliver({ deliveries, primaryProvedAt, endedAt }: Rotation): readonly string[] {
  if (primaryProvedAt === null || endedAt !== null) return [];
  return deliveries.filter(({ status }) => status === 'pending').map(nameOf);
}
