import { setField } from '../../../src/practice-org/model/app.ts';
import type { Story } from './story.ts';
import { World } from './world.ts';

/** The world of another app in the same org and the same state, which runs as the same user. */
export function beside(first: World, about: Story): World {
  const { org, memory, records, executionUser, permittedUsers, freeze } = first;
  const world = new World({ ...about, skew: first.skew });
  const app = org.appNamed(about.app ?? '');
  const [consumer] = app?.consumers ?? [];
  if (!app || !consumer) throw new Error('the seed has no such app');
  setField(app, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser', executionUser);
  const shared = { org, memory, records, app, consumer, executionUser, permittedUsers, freeze };
  Object.assign(world, shared);
  // One clock and one setting for all.
  for (const name of ['skew', 'isAccessWanted', 'isGivingBack', 'isBusy'] as const) {
    Object.defineProperty(world, name, {
      get: () => first[name],
      set: (value) => Object.assign(first, { [name]: value }),
    });
  }
  const all = [first, ...first.neighbors, world];
  for (const one of all) {
    one.neighbors.splice(0);
    one.neighbors.push(...all.filter((other) => other !== one));
  }
  return world;
}
