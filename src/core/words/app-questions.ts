import type { AppSummary, Consumer, FlowState } from '../model/app.ts';
import { type Choice, type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import { plainText, shortKey } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';

/** No app can be called that. */
export const newAppAnswer = '+new';

/** The developer name of an app, or the answer that makes a new one. */
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
      'An app whose flow is on already can be chosen, too: it is proved, stored and watched, and nothing is changed.',
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
    ...(app.id === null ? { disabled: 'the org doesn’t tell its id' } : {}),
  };
}

function flowWords(flow: FlowState): string {
  if (flow.kind === 'on') return `on, runs as ${plainText(flow.runsAs, 80)}`;
  return { off: 'flow off', 'oauth-disabled': 'OAuth disabled', unknown: 'flow unknown' }[flow.kind];
}

export function consumerQuestion(app: string, consumers: readonly Consumer[]): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'consumer',
    title: 'Which of its consumers?',
    flag: '--consumer',
    choices: consumers.map(({ id, name, consumerKey }) =>
      choice(id, `${plainText(name, 60)}  ${shortKey(consumerKey)}`, plainText(id, 20)),
    ),
    otherwise: reason('ConsumerAmbiguous', { app, consumers: consumers.map(consumerWords) }),
  };
}

export function consumerWords({ id, name, consumerKey }: Consumer): string {
  return `${plainText(name, 60)} ${plainText(id, 20)} (${shortKey(consumerKey)})`;
}

export const newAppQuestions = {
  label: {
    kind: 'text',
    id: 'new-app-label',
    title: 'What is the new app called?',
    flag: '--label',
    placeholder: 'Billing Sync',
  },
  name: { kind: 'text', id: 'new-app-name', title: 'Its developer name', flag: '--app' },
  email: {
    kind: 'text',
    id: 'new-app-email',
    title: 'Whom does Salesforce write to about this app?',
    flag: '--contact-email',
    placeholder: 'integrations@acme.example',
  },
  scopes: {
    kind: 'text',
    id: 'new-app-scopes',
    title: 'What may it be used for?',
    flag: '--scopes',
    default: 'Api',
    notes: ['Scopes, separated by commas. Api is what an integration needs.'],
  },
} satisfies Record<string, Omit<TextQuestion, 'check'>>;

export const takenNote = 'An app that has this name already is taken as it is.';
