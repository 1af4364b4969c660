import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../model/app.ts';
import { type ComponentType, type FieldMap, idPrefixes } from '../../model/component.ts';
import type { PutContext, PutResult } from './put-context.ts';

export interface SaveRequest {
  readonly app: App;
  readonly type: ComponentType;
  readonly fullName: string;
  readonly fields: FieldMap;
  readonly warning?: string | null;
  /** Something besides the fields changed, such as a certificate or a key. */
  readonly alsoChanged?: boolean;
}

/** Saves a checked component in the draft, with date and user. */
export function saveComponent(context: PutContext, request: SaveRequest): PutResult {
  const { draft, caller } = context;
  const { app, type, fullName, fields, warning = null, alsoChanged = false } = request;
  const before = app.components[type];
  const changed = alsoChanged || !before || !isDeepStrictEqual(before.fields, fields);
  if (changed) {
    app.components[type] = {
      id: before?.id ?? (type === 'ExternalClientApplication' ? app.id : draft.org.newId(idPrefixes[type])),
      type,
      fullName,
      fields,
      createdById: before?.createdById ?? caller.user.id,
      createdAt: before?.createdAt ?? draft.change.at,
      modifiedById: caller.user.id,
      modifiedAt: draft.change.at,
    };
  }
  return { id: app.components[type]?.id ?? app.id, created: !before, changed, warning };
}
