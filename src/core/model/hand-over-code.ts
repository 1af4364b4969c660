/** What a one-time code confirms: that one consumer has certain credentials of one run. */
export interface CodePlace {
  readonly orgId: string;
  readonly consumerId: string;
  /** Id of the run. */
  readonly rotation: string;
  readonly consumerKey: string;
  /** The consumer's target as text. */
  readonly target: string;
}

/** What became of a code that a person typed. */
export type CodeAnswer =
  /** `target` is the consumer's target as text. */
  | { readonly is: 'right' | 'used'; readonly target: string }
  /** `left`: how many more wrong codes are allowed. */
  | { readonly is: 'wrong'; readonly left: number }
  /** Too many wrong codes: none of this run counts any longer. */
  | { readonly is: 'locked' }
  /** No code was made for these credentials. */
  | { readonly is: 'none' };
