import { underWay } from '../../machine/start.ts';
import type { AppSummary, Consumer, FlowState } from '../../model/app.ts';
import { plainText, shortKey } from '../../plain/text.ts';
import type { SalesforceOrg } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { known } from '../facts.ts';
import { askNewApp, isThere, newAppAnswer, newAppChoice, summaryOfNew } from '../new-app.ts';
import type { Choice } from '../question.ts';
import { doing, type Step, type StepIo } from '../step.ts';

/** Which app, and which of its consumers. */
export const appStep: Step = {
  id: 'app',
  summary: ({ app }) => plainText(app?.summary.label ?? ''),
  run: async (facts, io) => {
    const { salesforce } = known(facts.org, 'org');
    const apps = await doing(io, 'Looking for External Client Apps', salesforce.apps.list());
    const answer = await chooseApp(apps, io);
    const creation = answer === newAppAnswer ? await askNewApp(salesforce, apps, io) : null;
    const isMade = creation !== null && isThere(apps, creation.developerName);
    if (creation && !isMade) return { ...facts, app: { summary: summaryOfNew(creation), live: null, creation } };
    const { id, ...summary } = findApp(apps, creation?.developerName ?? answer, salesforce.name);
    const consumers = await doing(io, 'Reading its consumers', readConsumers(salesforce, summary, id));
    const consumer = await chooseConsumer(summary, consumers, io);
    // What its emergency has turned off is not for a setup to turn on again.
    const run = await facts.ports.state.rotations.open(salesforce.orgId, consumer.id);
    if (run?.emergency) underWay(run);
    return { ...facts, app: { summary: { ...summary, id }, live: { id, consumer }, creation: null } };
  },
};

/** @throws AppUnknown */
export function findApp(apps: readonly AppSummary[], name: string, org: string): AppSummary & { readonly id: string } {
  const wanted = name.toLowerCase();
  const found = apps.find((app) => app.developerName.toLowerCase() === wanted || app.id === name);
  if (found?.id) return { ...found, id: found.id };
  throw reason('AppUnknown', { app: plainText(name), org, known: apps.slice(0, 12).map((app) => app.developerName) });
}

/** The consumer with this id or key, the only one there is, or a question to answer. @throws ConsumerAmbiguous, NoSuchConsumer */
export function pickConsumer(app: string, consumers: readonly Consumer[], wanted: string | null): Consumer {
  if (wanted !== null) {
    const found = consumers.find(({ id, consumerKey }) => id === wanted || consumerKey === wanted);
    if (found) return found;
  }
  const known = consumers.map(describeConsumer);
  if (wanted !== null)
    throw reason('NoSuchConsumer', { app: plainText(app), consumer: wanted, isWatched: false, known });
  const [only, second] = consumers;
  if (only && !second) return only;
  throw reason('ConsumerAmbiguous', { app: plainText(app), consumers: known });
}

/** The pair of a packaged app is its publisher's; without it nothing can be proved or kept here. @throws AppIsPackaged */
async function readConsumers(
  org: SalesforceOrg,
  app: Pick<AppSummary, 'developerName' | 'isPackaged'>,
  id: string,
): Promise<readonly Consumer[]> {
  try {
    return await org.apps.consumers(id);
  } catch (error) {
    if (!app.isPackaged) throw error;
    const what = 'its consumer key and secret belong to the publisher, so no token can be asked for here';
    throw reason('AppIsPackaged', { app: app.developerName, what }, { cause: error });
  }
}

/** The developer name of an app, or the answer that makes a new one. */
function chooseApp(apps: readonly AppSummary[], io: StepIo): Promise<string> {
  return io.ask({
    kind: 'choose',
    id: 'app',
    title: 'Which External Client App?',
    flag: '--app',
    choices: [...apps.map((app) => choiceOf(app, apps)), newAppChoice],
    total: apps.length,
    totalNoun: 'apps',
    help: [
      'An app whose flow is on already can be chosen, too: it is proved, stored and watched, and nothing is changed.',
    ],
  });
}

function choiceOf(app: AppSummary, apps: readonly AppSummary[]): Choice {
  const label = plainText(app.label || app.developerName, 60);
  const isAmbiguous = apps.some((other) => other !== app && other.label === app.label);
  return {
    value: app.developerName,
    label: isAmbiguous ? `${label}  ${plainText(app.developerName, 60)}` : label,
    notes: [describeFlow(app.flow), ...(app.isPackaged ? ['managed package: policies only'] : [])],
    tone: app.flow.kind === 'oauth-disabled' ? 'caution' : 'plain',
    ...(app.id === null ? { disabled: 'the org doesn’t tell its id' } : {}),
  };
}

function describeFlow(flow: FlowState): string {
  switch (flow.kind) {
    case 'on':
      return `on, runs as ${plainText(flow.runsAs, 80)}`;
    case 'off':
      return 'flow off';
    case 'oauth-disabled':
      return 'OAuth disabled';
    case 'unknown':
      return 'flow unknown';
  }
}

async function chooseConsumer(
  app: Pick<AppSummary, 'developerName'>,
  consumers: readonly Consumer[],
  io: StepIo,
): Promise<Consumer> {
  if (consumers.length === 0) {
    throw reason('SecretUnreadable', { app: app.developerName, problem: 'the app has no consumer' });
  }
  if (consumers.length === 1) return pickConsumer(app.developerName, consumers, null);
  const answer = await io.ask({
    kind: 'choose',
    id: 'consumer',
    title: 'Which of its consumers?',
    flag: '--consumer',
    choices: consumers.map(({ id, name, consumerKey }) => ({
      value: id,
      label: `${plainText(name, 60)}  ${shortKey(consumerKey)}`,
      notes: [plainText(id, 20)],
      tone: 'plain' as const,
    })),
    otherwise: reason('ConsumerAmbiguous', { app: app.developerName, consumers: consumers.map(describeConsumer) }),
  });
  return pickConsumer(app.developerName, consumers, answer);
}

function describeConsumer({ id, name, consumerKey }: Consumer): string {
  return `${plainText(name, 60)} ${plainText(id, 20)} (${shortKey(consumerKey)})`;
}
