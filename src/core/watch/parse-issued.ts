import { parseInstant } from '../plain/instant.ts';
import { reason } from '../reasons/errors.ts';
import { issuedWords } from '../words/adopt.ts';

/** Parses a day such as `2026-09-12`, or an ISO 8601 instant. @throws UsageInvalid, also for the future */
export function parseIssued(text: string, now: number): number {
  const at = parseInstant(text);
  if (at === null) throw reason('UsageInvalid', { problem: issuedWords.noDay(text), command: 'watch' });
  if (at > now) throw reason('UsageInvalid', { problem: issuedWords.inFuture(text), command: 'watch' });
  return at;
}
