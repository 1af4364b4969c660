import type { Consumer } from '../model/consumer.ts';
import { type DeliveryState, nameOf, type Rotation } from '../model/rotation.ts';
import { leftToPeople, unagreedIn } from '../model/rotation-deliveries.ts';
import { consumerWord, linesOf } from '../plain/text.ts';
import { hasKey, slotFlag } from './sealed.ts';

/** Names of the consumers whose delivery failed, or whose update nobody has confirmed. */
export function leftOut(open: Rotation): readonly string[] {
  return [...unreached(open), ...leftToPeople(open)].map(nameOf);
}

/** The same names, each with what to do. */
export function leftOutWords(open: Rotation, consumers: readonly Pick<Consumer, 'name' | 'keys'>[] = []): string {
  const { app } = open;
  const programs = unreached(open);
  const people = leftToPeople(open).map(nameOf);
  const named = (status: DeliveryState['status']) => programs.filter((one) => one.status === status).map(nameOf);
  const [failed, untried] = [named('failed'), named('pending')];
  const [person = '', ...others] = people;
  const sealed = others.length === 0 && hasKey(consumers, person) ? ` --for ${consumerWord(person)}` : '';
  return linesOf(
    failed.length > 0 && `${failed.join(', ')} (fix it, then \`keyturn resume ${app}\`)`,
    untried.length > 0 && `${untried.join(', ')} (\`keyturn resume ${app}\` delivers)`,
    people.length > 0 &&
      `${people.join(', ')} (\`keyturn reveal ${app}${slotFlag(open)}${sealed}\`, then \`keyturn handed-over ${app} ${consumerWord(people[0])}\`)`,
  ).join('; ');
}

/** Before the previous credentials end, a delivery that wasn't tried yet is no problem: the consumer still has access. */
function unreached(open: Rotation): readonly DeliveryState[] {
  const people = leftToPeople(open);
  return open.deliveries
    .filter((one) => one.status === 'failed' || (one.status === 'pending' && open.endedAt !== null))
    .filter((one) => !people.includes(one));
}

/** Names of the consumers that a run delivers to next, after its promotion. A retirement goes without those it was agreed to. */
export function toDeliver(open: Rotation): readonly string[] {
  if (open.rotatedAt === null) return [];
  const people = leftToPeople(open);
  const deliveries = open.kind === 'retire' ? unagreedIn(open) : open.deliveries;
  return deliveries.filter((one) => one.status === 'pending' && !people.includes(one)).map(nameOf);
}
