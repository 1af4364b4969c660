import type { PracticeOrgAddress } from './running.ts';

/** The act of a control request, and what it takes: `{ act: 'freeze', username: '…' }`. */
export type ActBody = Readonly<Record<string, string | boolean | undefined>>;

/** Does in the running org what somebody else could do there. @returns what it did, or the reason why it isn't possible */
export async function performAct(
  { controlUrl }: Pick<PracticeOrgAddress, 'controlUrl'>,
  body: ActBody,
): Promise<Readonly<Record<string, unknown>> | string> {
  const answer = await fetch(`${controlUrl}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const result = (await answer.json()) as Readonly<Record<string, unknown>>;
  return answer.ok ? result : String(result.error);
}
