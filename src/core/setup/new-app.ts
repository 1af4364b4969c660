import { readComponents } from '../acts/app-components.ts';
import { checkOnly, type Deploying } from '../acts/deploying.ts';
import { planFlow } from '../external-client-app/flow-plan.ts';
import {
  developerNameOf,
  developerNameProblem,
  emailProblem,
  type NewApp,
  oauthScopes,
} from '../external-client-app/new-app.ts';
import type { AppSummary, MetadataFile } from '../model/app.ts';
import { closest } from '../plain/closest.ts';
import type { DeployProgress, SalesforceOrg } from '../ports/ports.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { known, type LiveApp, type SetupFacts } from './facts.ts';
import type { Choice } from './question.ts';
import { doing, type StepIo } from './step.ts';

/** No app can be called that. */
export const newAppAnswer = '+new';

export const newAppChoice: Choice = {
  value: newAppAnswer,
  label: 'Create a new app',
  notes: ['local, OAuth on, scope Api'],
  tone: 'plain',
};

const longestLabel = 80;

/** What a new app needs to be told. @throws PermissionMissing for somebody who may not make apps */
export async function askNewApp(org: SalesforceOrg, apps: readonly AppSummary[], io: StepIo): Promise<NewApp> {
  const { missing } = await doing(io, 'Looking at your permissions', org.permissions());
  if (missing.has('ExternalClientAppDeveloper')) {
    const permissions = ['Create, edit, and delete External Client Apps (ExternalClientAppDeveloper)'];
    throw reason('PermissionMissing', { username: org.username, isPractice: org.isPractice, permissions });
  }
  const label = await io.ask({
    kind: 'text',
    id: 'new-app-label',
    title: 'What is the new app called?',
    flag: '--label',
    placeholder: 'Billing Sync',
    check: (text) => labelProblem(text),
  });
  const developerName = await io.ask({
    kind: 'text',
    id: 'new-app-name',
    title: 'Its developer name',
    flag: '--app',
    default: developerNameOf(label),
    check: (text) => developerNameProblem(text.trim()),
    ...(io.options.noPrompt ? {} : { notes: taken(apps) }),
  });
  const contactEmail = await io.ask({
    kind: 'text',
    id: 'new-app-email',
    title: 'Whom does Salesforce write to about this app?',
    flag: '--contact-email',
    placeholder: 'integrations@acme.example',
    check: emailProblem,
  });
  const scopes = await io.ask({
    kind: 'text',
    id: 'new-app-scopes',
    title: 'What may it be used for?',
    flag: '--scopes',
    default: 'Api',
    notes: ['Scopes, separated by commas. Api is what an integration needs.'],
    check: (text) => scopesProblem(text),
  });
  return {
    label: label.trim(),
    developerName: developerName.trim(),
    contactEmail: contactEmail.trim(),
    scopes: scopesIn(scopes),
  };
}

/** Salesforce compares developer names without case. An app that an earlier run made is gone on with. */
export function isThere(apps: readonly AppSummary[], developerName: string): boolean {
  return apps.some((app) => app.developerName.toLowerCase() === developerName.toLowerCase());
}

export function summaryOfNew({ developerName, label }: NewApp): AppSummary {
  const flow = { kind: 'off', appSide: null, policySide: null } as const;
  return { developerName, label, id: null, namespace: null, isPackaged: false, flow, permittedUsers: null };
}

function labelProblem(text: string): string | null {
  if (developerNameOf(text) === '') return 'a label has at least one letter';
  return text.trim().length > longestLabel ? `a label has ${longestLabel} characters at most` : null;
}

function taken(apps: readonly AppSummary[]): readonly string[] {
  return apps.length > 0 ? ['An app that has this name already is taken as it is.'] : [];
}

function scopesProblem(text: string): string | null {
  const names = namesIn(text);
  if (names.length === 0) return 'at least one scope is needed';
  for (const name of names) {
    if (scopeNamed(name)) continue;
    const near = closest(name, oauthScopes);
    return `${name} is no scope${near ? `; did you mean ${near}?` : ''}`;
  }
  return null;
}

function scopesIn(text: string): readonly string[] {
  return [...new Set(namesIn(text).flatMap((name) => scopeNamed(name) ?? []))];
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

/** `refresh_token` is what OAuth calls it, `RefreshToken` what metadata does. */
function scopeNamed(name: string): string | undefined {
  const plain = name.replaceAll('_', '').toLowerCase();
  return oauthScopes.find((scope) => scope.toLowerCase() === plain);
}

/** What an org says that wants an app before its parts, or policies in a deploy of their own. */
const wantsParentFirst = /INVALID_CROSS_REFERENCE_KEY|parent external client app|valid OAuth settings configuration/i;

/** What is sent together, in order, and whether Salesforce said yes to all of it. */
export interface DeployOrder {
  readonly batches: readonly (readonly MetadataFile[])[];
  readonly isWholeChecked: boolean;
  /** The check-only deploy of the first batch. */
  readonly checked: DeployProgress;
}

/**
 * In how many deploys this org takes a new app: the first way that a check-only deploy of its first batch accepts.
 * No source says which; policies that are left out are made by the org itself, and updated afterwards.
 * @throws CheckOnlyFailed for anything that another order would not mend
 */
export async function findDeployOrder(context: Deploying, files: readonly MetadataFile[]): Promise<DeployOrder> {
  const without = files.filter(({ type }) => !type.endsWith('Policies'));
  const [eca = [], parts = []] = [without.slice(0, 1), without.slice(1)];
  const orders = [[files], [without], [eca, parts]];
  for (const batches of orders) {
    try {
      const checked = await checkOnly(context, batches[0] ?? []);
      return { batches, isWholeChecked: batches[0] === files, checked };
    } catch (error) {
      const mayBeMended =
        isKeyturnError(error) && error.code === 'CheckOnlyFailed' && wantsParentFirst.test(error.message);
      if (!mayBeMended || batches === orders.at(-1)) throw error;
    }
  }
  throw reason('Defect', { problem: 'no order of deploys was tried' });
}

/** What is still missing of the flow after the app is there: the policies that the org made itself. */
export async function planRest(facts: SetupFacts): Promise<readonly MetadataFile[]> {
  const { salesforce } = known(facts.org, 'org');
  const { summary } = known(facts.app, 'app');
  const executionUser = known(facts.user, 'execution user').facts.username;
  const components = await readComponents(salesforce, summary);
  const app = { app: summary.developerName, isPackaged: false };
  return planFlow({ ...app, components, executionUser, certificate: 'none' }).files;
}

/**
 * The app as the org has it now, with the file that turns its flow off again: the policies alone, because sending the
 * app's own settings later could clear a certificate.
 * @throws ComponentMissing, ComponentAmbiguous, SecretUnreadable */
export async function findNewApp(facts: SetupFacts): Promise<{ live: LiveApp; files: readonly MetadataFile[] }> {
  const { salesforce } = known(facts.org, 'org');
  const { summary } = known(facts.app, 'app');
  const { developerName } = summary;
  const [components, apps] = await Promise.all([readComponents(salesforce, summary), salesforce.apps.list()]);
  const found = apps.find((app) => app.developerName === developerName);
  if (!found?.id) {
    throw reason('SecretUnreadable', { app: developerName, problem: 'the org doesn’t tell the id of the new app' });
  }
  const [consumer] = await salesforce.apps.consumers(found.id);
  if (!consumer) throw reason('SecretUnreadable', { app: developerName, problem: 'the app has no consumer' });
  const files = components.oauthPolicy ? [components.oauthPolicy] : [];
  return { live: { id: found.id, consumer }, files };
}
