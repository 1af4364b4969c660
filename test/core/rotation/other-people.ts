import type { Pair } from '../../../src/core/model/app.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { remove, rotate, stage } from '../../../src/practice-org/credentials/life-cycle.ts';
import { setField } from '../../../src/practice-org/model/app.ts';
import type { World } from './world.ts';

/** What other people do in Setup while we work, or while we don't. */
export const acts = {
  rotateStaged: ({ org, consumer }) => {
    if (consumer.staged?.state === 'Active') rotate(org, consumer, consumer.staged);
  },
  replacePair: (world) => {
    const { org, consumer } = world;
    if (consumer.staged === null) rotate(org, consumer, stage(org, consumer, strangerOf(world)));
  },
  rotateBack: ({ org, consumer }) => {
    if (consumer.staged?.state === 'Rotated') rotate(org, consumer, consumer.staged);
  },
  stagePair: (world) => {
    const { org, consumer } = world;
    const isFree = consumer.staged === null || (consumer.staged.state !== 'Active' && !org.knob('rotatedBlocksStage'));
    if (isFree) stage(org, consumer, strangerOf(world));
  },
  deleteStaged: ({ org, consumer }) => {
    if (consumer.staged) remove(org, consumer, consumer.staged);
  },
  settingOff: (world) => world.setSecretAccess(false),
  settingOn: (world) => world.setSecretAccess(true),
  freezeUser: (world) => freeze(world, true),
  thawUser: (world) => freeze(world, false),
  changeUser: (world) => setField(world.app, policy, user, anotherUser(world)),
  turnFlowOff: ({ app }) => setField(app, policy, flow, 'false'),
  changePolicy: ({ app }) => setField(app, policy, admitted, 'AdminApprovedPreAuthorized'),
  spoilFile: (world) => {
    for (const target of filesOf(world)) world.spoil(target, strangersPair);
  },
  restoreFile: (world) => {
    for (const target of filesOf(world)) world.spoil(target, world.original);
  },
  restoreOlderFile: (world) => {
    for (const target of filesOf(world)) world.restore(target);
  },
} as const satisfies Readonly<Record<string, (world: World) => void>>;

export type Act = keyof typeof acts;

const strangersPair: Pair = { consumerKey: '3MVG9nobody', consumerSecret: new Secret('nothing') };

function filesOf({ given }: World): readonly string[] {
  return [...given.keys()].filter((target) => target.startsWith('file:'));
}

const policy = 'ExtlClntAppOauthConfigurablePolicies';
const user = 'clientCredentialsFlowUser';
const flow = 'isClientCredentialsFlowEnabled';
const admitted = 'permittedUsersPolicyType';

/** Puts right what people did to the app itself; pairs stay as they are. */
export function mendApp(world: World, unfreezes = true): void {
  const { app } = world;
  if (unfreezes) world.byOthers(() => freeze(world, false));
  setField(app, policy, user, world.executionUser);
  setField(app, policy, flow, 'true');
  setField(app, policy, admitted, world.permittedUsers);
}

function freeze({ org, executionUser }: World, isFrozen: boolean): void {
  const found = org.userNamed(executionUser);
  if (found) org.putUser({ ...found, isFrozen });
}

function strangerOf({ org }: World): string {
  const found = [...org.users.values()].find(({ id }) => id !== org.data.adminUserId);
  return found?.id ?? '';
}

/** Somebody as whom the app may get tokens just as well. */
function anotherUser({ org, executionUser }: World): string {
  const found = [...org.users.values()].find(
    (one) => one.username !== executionUser && one.isActive && org.permissionsOf(one).has('ApiUserOnly'),
  );
  return found?.username ?? '';
}
