import type { CleanText } from '../plain/outside-text.ts';

/** A file, or an object of a git repository. */
export type SweptPlace =
  | { readonly kind: 'file'; readonly path: CleanText }
  | { readonly kind: 'object'; readonly repository: Repository; readonly id: string };

/** A git repository; the same object for all of its places. */
export interface Repository {
  /** Its folder. */
  readonly path: CleanText;
}

/** A part of a text. The end of a part is repeated at the start of the next one, so that nothing is cut in two. */
export interface SweptText {
  readonly place: SweptPlace;
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface SweptSkip {
  readonly skipped: CleanText;
  /** A phrase. */
  readonly why: string;
}

/** A file or a git object that has been read to its end. */
export interface SweptDone {
  readonly done: SweptPlace['kind'];
}

/** Where git has an object. */
export interface ObjectOrigin {
  /** The path in the commit; null for a commit or a tag. */
  readonly path: CleanText | null;
  /** The first commit with it; null if no branch, tag or reflog has one. */
  readonly commit: string | null;
  /** When it was committed, in epoch ms. */
  readonly committedAt: number | null;
}

/** Reads all that is stored in a file or below a folder, also what git keeps of earlier versions. Changes nothing, and follows no links. */
export interface Sweep {
  /** @throws FileUnreadable if the path can't be read */
  read(path: string, signal?: AbortSignal): AsyncIterable<SweptText | SweptSkip | SweptDone>;
  /** Slow: for objects in which something was found. */
  originOf(repository: Repository, id: string, signal?: AbortSignal): Promise<ObjectOrigin>;
}
