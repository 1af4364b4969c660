import type { FieldMap } from '../../model/component.ts';
import type { Caller } from '../caller.ts';
import type { OrgDraft } from './draft.ts';

/** The context in which a deploy or a CRUD call saves components. */
export interface PutContext {
  readonly draft: OrgDraft;
  readonly caller: Caller;
  /** API version that decides which elements are known. */
  readonly version: number;
  /** If off, a change with a warning is refused. */
  readonly ignoreWarnings: boolean;
}

/** A component to save. Its values have been checked against its type. */
export interface PutRequest {
  readonly fullName: string;
  readonly fields: FieldMap;
}

export interface PutResult {
  readonly id: string;
  readonly created: boolean;
  readonly changed: boolean;
  /** Set if the change was made despite a warning. */
  readonly warning: string | null;
}
