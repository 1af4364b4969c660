import { plainText } from '../plain/text.ts';

/** Whether a plan is for a production org; null in the practice org. */
export function productionNote(plan: {
  readonly orgName: string;
  readonly isProduction: boolean | null;
}): string | null {
  const { orgName, isProduction } = plan;
  if (isProduction === null) return null;
  return `${plainText(orgName, 80)} is ${isProduction ? 'a production org' : 'not a production org'}.`;
}
