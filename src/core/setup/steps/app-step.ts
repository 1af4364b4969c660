import { knownLeak } from '../../acts/known-leak.ts';
import { mustNotBeEnding } from '../../acts/not-ending.ts';
import { ofMissing } from '../../acts/noted-gone.ts';
import { underWay } from '../../machine/start.ts';
import type { AppSummary, OAuthConsumer } from '../../model/app.ts';
import { plainText } from '../../plain/text.ts';
import type { SalesforceOrg } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { appProblems } from '../../words/app-problems.ts';
import { appQuestion, consumerQuestion, consumerWords, newAppAnswer } from '../../words/app-questions.ts';
import { askNewApp, isThere, summaryOfNew } from '../ask-new-app.ts';
import type { WithApp, WithOrg } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';

/** Chooses the app and its OAuth consumer. */
export const appStep: Step = {
  id: 'app',
  summary: ({ app }: WithApp) => plainText(app.summary.label),
  run: async (facts: WithOrg, io) => {
    const { salesforce } = facts.org;
    const apps = await doing(io, 'list-apps', salesforce.apps.list());
    const answer = await io.ask(appQuestion(apps));
    const creation = answer === newAppAnswer ? await askNewApp(salesforce, apps, io) : null;
    const isMade = creation !== null && isThere(apps, creation.developerName);
    if (creation && !isMade) return { ...facts, app: { summary: summaryOfNew(creation), live: null, creation } };
    const { id, ...summary } = await foundApp(facts, apps, creation?.developerName ?? answer);
    const consumers = await doing(io, 'read-consumers', readConsumers(salesforce, summary, id));
    const consumer = await chooseConsumer(summary, consumers, io);
    // A setup must not turn on what an open emergency has turned off.
    const run = await facts.ports.state.rotations.open(salesforce.orgId, consumer.id);
    if (run?.emergency) underWay(run);
    mustNotBeEnding(await facts.ports.state.apps.find(salesforce.orgId, summary.developerName, consumer.id));
    if (summary.flow.kind === 'oauth-disabled') {
      const leaked = { orgId: salesforce.orgId, consumerId: consumer.id, consumerKey: consumer.consumerKey };
      const isLeaked = (await knownLeak(facts.ports.state, leaked, [])) !== null;
      throw reason('AppOauthDisabled', { app: summary.developerName, where: appProblems.policiesOff, isLeaked });
    }
    return { ...facts, app: { summary: { ...summary, id }, live: { id, consumer }, creation: null } };
  },
};

/** @throws AppUnknown, which says what it means for access if the app is watched */
async function foundApp({ org: { salesforce }, ports }: WithOrg, apps: readonly AppSummary[], name: string) {
  try {
    return findApp(apps, name, salesforce.name);
  } catch (error) {
    throw await ofMissing(error, name, salesforce, ports);
  }
}

/** The app of an org with this developer name, label or id. @throws AppUnknown, AppAmbiguous */
export function findApp(apps: readonly AppSummary[], name: string, org: string): AppSummary & { readonly id: string } {
  const wanted = name.toLowerCase();
  const labeled = apps.filter(({ label }) => plainText(label).toLowerCase() === wanted);
  const named = apps.find((app) => app.developerName.toLowerCase() === wanted || app.id === name);
  const [found, second] = named ? [named] : labeled;
  if (second) {
    throw reason('AppAmbiguous', {
      app: plainText(name),
      candidates: labeled.map(({ developerName }) => developerName),
    });
  }
  if (found?.id) return { ...found, id: found.id };
  throw reason('AppUnknown', { app: plainText(name), org, known: apps.slice(0, 12).map((app) => app.developerName) });
}

/** The OAuth consumer with this id or key, or the only one. @throws ConsumerAmbiguous, NoSuchConsumer */
export function pickConsumer(app: string, consumers: readonly OAuthConsumer[], wanted: string | null): OAuthConsumer {
  if (wanted !== null) {
    const found = consumers.find(({ id, consumerKey }) => id === wanted || consumerKey === wanted);
    if (found) return found;
  }
  const known = consumers.map(consumerWords);
  if (wanted !== null)
    throw reason('NoSuchConsumer', { app: plainText(app), consumer: wanted, isWatched: false, known });
  const [only, second] = consumers;
  if (only && !second) return only;
  const ids = consumers.map(({ id }) => plainText(id, 20));
  throw reason('ConsumerAmbiguous', { app: plainText(app), consumers: known, ids });
}

/** @throws AppIsPackaged: the credentials of a packaged app belong to its publisher, so keyturn can't verify or store them */
async function readConsumers(
  org: SalesforceOrg,
  app: Pick<AppSummary, 'developerName' | 'isPackaged'>,
  id: string,
): Promise<readonly OAuthConsumer[]> {
  try {
    return await org.apps.consumers(id);
  } catch (error) {
    if (!app.isPackaged) throw error;
    throw reason('AppIsPackaged', { app: app.developerName, what: appProblems.publisher }, { cause: error });
  }
}

async function chooseConsumer(
  app: Pick<AppSummary, 'developerName'>,
  consumers: readonly OAuthConsumer[],
  io: StepIo,
): Promise<OAuthConsumer> {
  if (consumers.length === 0) {
    throw reason('SecretUnreadable', { app: app.developerName, problem: appProblems.noConsumer });
  }
  if (consumers.length === 1) return pickConsumer(app.developerName, consumers, null);
  const answer = await io.ask(consumerQuestion(app.developerName, consumers));
  return pickConsumer(app.developerName, consumers, answer);
}
