import type { CleanText } from '../plain/outside-text.ts';

/** What a person must know about a consumer's file that can be used. */
export interface FileCautions {
  /** Every user of this computer can read or change the file. */
  readonly open: { readonly problem: CleanText; readonly cure: CleanText } | null;
  /** It has more than settings. */
  readonly content: CleanText | null;
  /** It has credentials that keyturn doesn't know, so somebody else may write it, too. */
  readonly others: CleanText | null;
}

export const noCautions: FileCautions = { open: null, content: null, others: null };
