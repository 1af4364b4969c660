import { type Rotation, unconfirmed, undelivered } from '../model/rotation.ts';
import { consumerWord, linesOf } from '../plain/text.ts';

/** Consumers that could not be handed the pair that stays, or whose person has not answered; by name. */
export function leftOut(open: Rotation): readonly string[] {
  return [...unreached(open), ...unconfirmed(open)];
}

/** The same, each with what brings the pair there. */
export function leftOutWords(open: Rotation): string {
  const { app, rotatedAt } = open;
  const [programs, people] = [unreached(open), unconfirmed(open)];
  const slot = rotatedAt === null ? ' --slot staged' : '';
  return linesOf(
    programs.length > 0 && `${programs.join(', ')} (mend it, then \`keyturn resume ${app}\`)`,
    people.length > 0 &&
      `${people.join(', ')} (\`keyturn reveal ${app}${slot}\`, then \`keyturn handed-over ${app} ${consumerWord(people[0])}\`)`,
  ).join('; ');
}

/** What was not tried yet is nobody's trouble as long as the pair of before works. */
function unreached(open: Rotation): readonly string[] {
  const failed = open.deliveries.filter(({ status }) => status === 'failed').map(({ target }) => target);
  return (open.endedAt === null ? failed : undelivered(open)).map(({ name }) => name);
}
