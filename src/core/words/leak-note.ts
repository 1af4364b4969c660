import type { EmergencyPlan } from '../model/emergency-plan.ts';
import { formatDuration } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';

/** Why keyturn doesn't test whether the leaked credentials work. */
export const untestedWords = {
  frozen: ({ app }: { readonly app: string }) =>
    `keyturn doesn't test whether the leaked credentials work now, because the emergency of ${plainText(app, 80)} keeps the execution user frozen, or may.`,
  blocked:
    "keyturn doesn't test whether the leaked credentials work now, because an earlier emergency has blocked access to the app, or may have.",
} as const;

/** Whether the leaked credentials work now, before keyturn changes anything. */
export function leakedUseNote(use: EmergencyPlan['leakedUse']): string {
  if (use === null) return "keyturn doesn't have the leaked credentials, so it can't test whether they work now.";
  if (use.getsToken) return 'The leaked credentials work now.';
  const why = plainText(use.why ?? '', 300);
  return use.isSetUp
    ? `The leaked credentials get no token now, and the new ones won't either: ${why}. keyturn replaces the leaked ones anyway, but can't verify the new ones until this is fixed.`
    : `The leaked credentials get no token from this computer now: ${why}. They may work elsewhere.`;
}

/** While keyturn itself blocks access, a test of the leaked credentials says nothing. */
export function leakNote({ leakedUse, earlierAt, frozenFor, isBlockedBefore }: EmergencyPlan, now: number): string {
  if (frozenFor) return untestedWords.frozen(frozenFor);
  if (isBlockedBefore) return untestedWords.blocked;
  if (earlierAt === undefined) return leakedUseNote(leakedUse);
  const ago = formatDuration(Math.max(0, now - earlierAt));
  return `keyturn has already blocked access, ${ago} ago, but couldn't record it. In the end it restores access.`;
}
