import type { FieldMap } from '../../model/component.ts';
import type { Caller } from '../caller.ts';
import type { OrgDraft } from './draft.ts';

/** What every component of one deploy (or one CRUD call) is put under. */
export interface PutContext {
  readonly draft: OrgDraft;
  readonly caller: Caller;
  /** API version that decides which elements are known. */
  readonly version: number;
  /** Off: what would come with a warning is refused instead. */
  readonly ignoreWarnings: boolean;
}

/** A component to put: its values are checked against its type already. */
export interface PutRequest {
  readonly fullName: string;
  readonly fields: FieldMap;
}

export interface PutResult {
  readonly id: string;
  readonly created: boolean;
  readonly changed: boolean;
  /** What was done although the caller might not want it; only where warnings are ignored. */
  readonly warning: string | null;
}
