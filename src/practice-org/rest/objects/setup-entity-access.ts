import type { App } from '../../model/app.ts';
import { namesIn } from '../../model/component.ts';
import { isSameId, withCheck } from '../../model/ids.ts';
import type { Caller } from '../caller.ts';
import type { SetRow } from '../permission-set-rows.ts';
import { field, objectType } from './object-type.ts';

/** A permission set that gives access to an app, through the set itself or through the app's policy. */
interface AccessRow {
  readonly id: string;
  readonly set: SetRow;
  readonly app: App;
}

export const setupEntityAccess = objectType<AccessRow>({
  name: 'SetupEntityAccess',
  keyPrefix: '0J0',
  fields: [
    field('Id', 'id', ({ id }) => id),
    field('ParentId', 'reference', ({ set }) => set.id, { refersTo: 'PermissionSet' }),
    field('SetupEntityId', 'reference', ({ app }) => app.id),
    field('SetupEntityType', 'picklist', () => 'ExternalClientApplication', { values: ['ExternalClientApplication'] }),
  ],
  parents: [{ name: 'Parent', object: 'PermissionSet', find: ({ set }) => set }],
  rows: accessRows,
});

function* accessRows(caller: Caller): Generator<AccessRow> {
  for (const app of caller.org.data.apps) {
    for (const set of setsOf(app, caller)) {
      yield { id: withCheck(`0J0${app.id.slice(9, 15)}${set.id.slice(9, 15)}`), set, app };
    }
  }
}

function setsOf(app: App, { org, permissionSets }: Caller): SetRow[] {
  const ids = new Set(org.data.permissionSets.filter(({ appIds }) => appIds.includes(app.id)).map(({ id }) => id));
  const policy = app.components.ExtlClntAppOauthConfigurablePolicies?.fields;
  const sets = namesIn(policy?.commaSeparatedPermissionSet);
  const profiles = namesIn(policy?.commaSeparatedProfile);
  return [...permissionSets.values()].filter((set) => {
    const isOfProfile = set.profileId !== null;
    return isOfProfile
      ? profiles.some((each) => each === set.label || isSameId(each, set.profileId ?? ''))
      : ids.has(set.id) || sets.some((each) => each === set.name || isSameId(each, set.id));
  });
}
