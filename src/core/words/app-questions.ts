import type { AppSummary, FlowState, OAuthConsumer } from '../model/app.ts';
import { type Choice, type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';

/** The answer that creates a new app. `+` can't occur in a developer name. */
export const newAppAnswer = '+new';

/** Answers: a developer name, or `newAppAnswer`. */
export function appQuestion(apps: readonly AppSummary[]): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'app',
    title: 'Which External Client App?',
    flag: '--app',
    choices: [
      ...apps.map((app) => appChoice(app, apps)),
      choice(newAppAnswer, 'Create a new app', 'local, OAuth on, scope Api'),
    ],
    total: apps.length,
    totalNoun: 'apps',
    help: [
      'You can also choose an app whose flow is already on.',
      'If it keeps its execution user, keyturn changes nothing in the app. It verifies, stores and watches the credentials.',
    ],
  };
}

function appChoice(app: AppSummary, apps: readonly AppSummary[]): Choice {
  const label = plainText(app.label || app.developerName, 60);
  const isAmbiguous = apps.some((other) => other !== app && other.label === app.label);
  return {
    value: app.developerName,
    label: isAmbiguous ? `${label}  ${plainText(app.developerName, 60)}` : label,
    notes: [flowWords(app.flow), ...(app.isPackaged ? ['managed package: policies only'] : [])],
    tone: app.flow.kind === 'oauth-disabled' ? 'caution' : 'plain',
    ...(app.id === null ? { disabled: "the org doesn't show its ID" } : {}),
  };
}

function flowWords(flow: FlowState): string {
  if (flow.kind === 'on') return `on, runs as ${plainText(flow.runsAs, 80)}`;
  return { off: 'flow off', 'oauth-disabled': 'OAuth disabled', unknown: 'flow unknown' }[flow.kind];
}

export function consumerQuestion(app: string, consumers: readonly OAuthConsumer[]): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'consumer',
    title: `Which OAuth consumer of ${plainText(app, 60)}?`,
    flag: '--oauth-consumer',
    choices: consumers.map(({ id, name, consumerKey }) =>
      choice(id, `${plainText(name, 60)}  ${shortKey(consumerKey)}`, plainText(id, 20)),
    ),
    otherwise: reason('ConsumerAmbiguous', {
      app,
      consumers: consumers.map(consumerWords),
      ids: consumers.map(({ id }) => plainText(id, 20)),
    }),
  };
}

export function consumerWords({ id, name, consumerKey }: OAuthConsumer): string {
  return `${plainText(name, 60)} ${plainText(id, 20)} (${shortKey(consumerKey)})`;
}

export const newAppQuestions = {
  label: {
    kind: 'text',
    id: 'new-app-label',
    title: 'What do you want to call the new app?',
    flag: '--label',
    placeholder: 'Billing Sync',
  },
  name: { kind: 'text', id: 'new-app-name', title: 'Developer name of the app', flag: '--app' },
  email: {
    kind: 'text',
    id: 'new-app-email',
    title: 'Contact email for the app',
    flag: '--contact-email',
    placeholder: 'integrations@acme.example',
  },
  scopes: {
    kind: 'text',
    id: 'new-app-scopes',
    title: 'Which OAuth scopes does the app need?',
    flag: '--scopes',
    default: 'Api',
    notes: ['Separate scopes with commas. An integration needs Api.'],
  },
} satisfies Record<string, Omit<TextQuestion, 'check'>>;

export const takenNote = 'If an app with this name already exists, keyturn uses that app.';
