import { isDeepStrictEqual } from 'node:util';
import type { App } from '../../model/app.ts';
import type { ComponentType, FieldMap } from '../../model/component.ts';
import type { PutContext, PutResult } from './put-context.ts';

export interface SaveRequest {
  readonly app: App;
  readonly type: ComponentType;
  readonly fullName: string;
  readonly fields: FieldMap;
  readonly warning?: string | null;
  /** Something changed besides the fields: a certificate, a key. */
  readonly alsoChanged?: boolean;
}

/** Writes a component that has passed every rule into the draft, dated and signed. */
export function saveComponent(context: PutContext, request: SaveRequest): PutResult {
  const { draft, caller } = context;
  const { app, type, fullName, fields, warning = null, alsoChanged = false } = request;
  const before = app.components[type];
  const changed = alsoChanged || !before || !isDeepStrictEqual(before.fields, fields);
  if (changed) {
    app.components[type] = {
      id: before?.id ?? (type === 'ExternalClientApplication' ? app.id : draft.org.newId(ID_PREFIX[type])),
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

/** Only the app's prefix is known for certain; the others merely tell the parts apart. */
const ID_PREFIX: Readonly<Record<ComponentType, string>> = {
  ExternalClientApplication: '0xI',
  ExtlClntAppOauthSettings: '0xJ',
  ExtlClntAppGlobalOauthSettings: '0xK',
  ExtlClntAppConfigurablePolicies: '0xL',
  ExtlClntAppOauthConfigurablePolicies: '0xM',
  ExtlClntAppOauthSecuritySettings: '0xN',
};
