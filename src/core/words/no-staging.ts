import { shortKey } from '../plain/text.ts';

/** Why no credentials can be staged in an org. */
export const noStagingWords = {
  refused: 'Salesforce refuses although REST access to secrets is on; not every edition supports staging',
  oldApi: (needed: number, asked: string) =>
    `staging needs API ${needed}.0, and keyturn uses API ${asked} for this org`,
} as const;

/**
 * Said at the end and in the report of an emergency by deploy, after which Salesforce doesn't show the staging slot.
 * @param consumerKey of what is in it by keyturn's own record; null without one
 */
export function slotHiddenWords(consumerKey: string | null): string {
  const unread = "After the deploy, Salesforce didn't show the staging slot.";
  return consumerKey === null
    ? `${unread} If other credentials are in it, they may still work.`
    : `${unread} By keyturn's record, other credentials (${shortKey(consumerKey)}) are in it. They may still work.`;
}
