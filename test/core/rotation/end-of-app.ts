import { decommission, resumeDecommission, returnApp } from '../../../src/core/decommission/decommission.ts';
import type { DecommissionPorts } from '../../../src/core/decommission/ports.ts';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import type { OperatePorts } from '../../../src/core/operate/operate-request.ts';
import { setField } from '../../../src/practice-org/model/app.ts';
import type { Move } from './random-life.ts';
import { Broken } from './story.ts';
import type { World } from './world.ts';

type Process = OperatePorts & { readonly watched: WatchedApp };

/** A person ends the app, or continues its end. */
export async function endApp(world: World, given: Process, move: Move): Promise<void> {
  const { ports, watched } = processOf(given);
  if (watched.decommission) return void (await resumeDecommission(ports, world.resuming(watched)));
  const wishes = {
    freezesUser: move.newTarget,
    cleansFiles: false,
    keepsCredentials: move.graceDays === 30,
    gone: [],
    reportTo: null,
  };
  await decommission(ports, { ...world.resuming(watched), ...wishes }, async () => {
    if (move.isConfirmed) world.personEnds();
    return { confirmed: move.isConfirmed, stillUsed: true, otherFlows: true };
  });
}

/** A person puts the app back. */
export async function backToLife(world: World, given: Process): Promise<void> {
  const { ports, watched } = processOf(given);
  await returnApp(ports, world.resuming(watched));
  world.appIsBack();
}

/** The app has left the watch: a person turns OAuth on again and watches it anew. */
export async function watchedAgain(world: World): Promise<boolean> {
  const watched = await world.watched();
  if (watched) {
    if (!watched.decommission) world.appIsBack();
    return false;
  }
  const [left] = world.memory.openIntents.filter(({ app }) => app === world.app.developerName);
  if (left) throw new Broken(`the app has left with an open intent: ${left.action} ${JSON.stringify(left.detail)}`);
  world.appHasLeft();
  setField(world.app, 'ExtlClntAppConfigurablePolicies', 'isOauthPluginEnabled', 'true');
  await world.begin();
  return true;
}

function processOf({ watched, ...rest }: Process): { readonly ports: DecommissionPorts; readonly watched: WatchedApp } {
  const copies = { look: async () => 'other' as const, remove: async () => null };
  return { ports: { ...rest, copies }, watched };
}
