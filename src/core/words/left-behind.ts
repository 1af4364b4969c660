import type { Consumer } from '../model/consumer.ts';
import type { LeftBehind } from '../model/left-behind.ts';
import type { Rotation } from '../model/rotation.ts';
import { longestProblem } from '../model/target.ts';
import { nameList, plainText } from '../plain/text.ts';

/** A consumer that a run left without the current credentials. */
export type Left = LeftBehind & { readonly consumer: Pick<Consumer, 'name'> };

/** Why a consumer may be without the current credentials. */
export function leftBehindProblem({ status, problem }: Pick<LeftBehind, 'status' | 'problem'>): string {
  switch (status) {
    case 'failed':
      return problem === null ? 'the last delivery failed' : `the last delivery failed: ${problem}`;
    case 'waiting':
      return 'nobody has confirmed the update';
    case 'pending':
      return "keyturn hasn't delivered them";
  }
}

/**
 * Who may be without the current credentials, with the command that helps; null without anybody.
 * @param open the unfinished run, which only stages
 */
export function leftBehindWords(
  app: string,
  left: readonly Left[],
  open: Pick<Rotation, 'kind'> | null,
): string | null {
  const [only, ...others] = left;
  if (only === undefined) return null;
  const names = nameList(left.map(({ consumer }) => plainText(consumer.name, 200)));
  const why = others.length === 0 ? `: ${plainText(leftBehindProblem(only), longestProblem)}` : '';
  const cure = open
    ? `The staged ones reach them with \`keyturn rotate ${app}\``
    : `Deliver them with \`keyturn resume ${app}\``;
  return `${names} may not have the current credentials${why}. ${cure}`;
}
