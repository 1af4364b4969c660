import type { OpenStore } from '../compose/opened-stores.ts';
import type { Composition } from '../compose.ts';
import type { Target } from '../core/model/target.ts';
import type { Talk, WatchDesk } from '../core/status/desk.ts';
import {
  addConsumer,
  type ConsumerPorts,
  editConsumer,
  removeConsumer,
  setNobody,
  testConsumers,
} from '../core/watch/consumers.ts';
import { watchDone } from '../core/words/watch-forms.ts';
import { unstyled } from '../ui/paint.ts';
import { applyRule } from './broken-settings.ts';
import { changedConsumerLines, consumerPage, consumerSummary, testedConsumerLines } from './consumer-document.ts';
import type { CommandContext } from './context.ts';
import { fileCautions } from './file-cautions.ts';
import { chosenStageAhead } from './policy-flags.ts';
import { driftLines } from './rotation-document.ts';
import { watchApp, watchingLines } from './watch-app.ts';

type DeskOfApps = Pick<
  WatchDesk,
  | 'testTarget'
  | 'addConsumer'
  | 'editConsumer'
  | 'removeConsumer'
  | 'setNobody'
  | 'testConsumers'
  | 'stageAheadDays'
  | 'changePolicy'
  | 'orgs'
  | 'appsIn'
  | 'oauthConsumersOf'
  | 'adopt'
>;

interface Parts {
  readonly composition: Composition;
  readonly context: CommandContext;
  readonly storeIn: (talk: Talk) => OpenStore;
}

/** What the watch screen does with apps and consumers, by the same use cases as `keyturn watch` and `keyturn consumer`. */
export async function createDeskOfApps({ composition, context, storeIn }: Parts): Promise<DeskOfApps> {
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const ports = async () => ({ state, clock, deliveries: await composition.deliveries() }) satisfies ConsumerPorts;
  const cautioned = async (targets: readonly Target[]) =>
    (await fileCautions(await composition.deliveries(), targets)).map((caution) => `▲ ${caution}`);
  const openOrg = async (name: string) => {
    const { apiVersion } = context.flags;
    return (await composition.signIns()).open(name, apiVersion ? { apiVersion } : {});
  };
  /** The store of the app, else the chosen one, else one that another app uses. */
  const storeFor = (talk: Talk): OpenStore => {
    return async (known) => {
      const chosen = (await composition.stores()).chosen();
      const others = (await state.apps.list()).flatMap(({ store }) => (store ? [store.kind] : []));
      return storeIn(talk)(known ?? chosen ?? others[0]);
    };
  };
  return {
    testTarget: async (target) => (await composition.deliveries()).inspect(target),
    addConsumer: async (app, { name, target, contact }) => {
      const fields = { name, target, contact: contact.trim() || null, notes: null, keys: null };
      const done = changedConsumerLines('Added', await addConsumer(await ports(), app, fields));
      return [...done, ...(await cautioned([target]))];
    },
    editConsumer: async (app, called, { name, target, contact }) => {
      const fields = { name, target, contact: contact.trim(), notes: null, keys: null };
      const done = changedConsumerLines('Moved', await editConsumer(await ports(), app, called, fields));
      return [...done, ...(await cautioned([target]))];
    },
    removeConsumer: async (app, called) =>
      changedConsumerLines('Removed', await removeConsumer(await ports(), app, called)),
    setNobody: async (app) => [watchDone.usedByNobody(await setNobody(state, app))],
    testConsumers: async (app, called) => {
      const { watched, rotation, found } = await testConsumers(await ports(), app, called);
      const lines = testedConsumerLines(found);
      if (lines.length === 0) return consumerPage(watched, rotation, clock.now()).map(unstyled);
      return [...lines, ...(await cautioned(found.map((one) => one.target)))];
    },
    stageAheadDays: async () => chosenStageAhead(await composition.settings()),
    changePolicy: async (app, policy, talk) => {
      await applyRule('stop', composition);
      const request = { org: app.org, app: app.app, before: app, oauthConsumer: app.consumerId, policy };
      const { watched, warnings } = await watchApp(composition, { ...request, openStore: storeFor(talk) });
      return [watchDone.policySaved(watched), ...warnings.map((warning) => `▲ ${warning}`)];
    },
    orgs: async () =>
      (await (await composition.signIns()).list()).flatMap(({ username, aliases, broken }) => {
        const [name = username] = aliases;
        return broken ? [] : [{ name, note: name === username ? '' : username }];
      }),
    appsIn: async (name) => {
      const org = await openOrg(name);
      const [apps, watched] = await Promise.all([org.apps.list(), state.apps.list()]);
      const known = new Set(watched.filter(({ orgId }) => orgId === org.orgId).map(({ app }) => app));
      return apps
        .flatMap(({ id, developerName, label, isPackaged, flow }) =>
          id === null || isPackaged || known.has(developerName)
            ? []
            : [{ id, developerName, label, isOn: flow.kind === 'on' }],
        )
        .sort((one, other) => Number(other.isOn) - Number(one.isOn));
    },
    oauthConsumersOf: async (name, { id }) => (await openOrg(name)).apps.consumers(id),
    adopt: async (org, { id }, oauthConsumer, talk) => {
      await applyRule('stop', composition);
      const began = clock.now();
      const request = { org, app: id, before: null, oauthConsumer, policy: {} };
      const { watched, warnings } = await watchApp(composition, { ...request, openStore: storeFor(talk) });
      const rotation = await state.rotations.latest(watched.orgId, watched.consumerId);
      return [
        ...watchingLines(watched, clock.now()),
        ...driftLines(watched.lastCheck, began),
        ...consumerSummary(watched, rotation, clock.now()),
        ...warnings.map((warning) => `▲ ${warning}`),
      ];
    },
  };
}
