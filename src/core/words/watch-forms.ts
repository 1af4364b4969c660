import type { AppStatus } from '../model/app-status.ts';
import { consumerState } from '../model/consumer.ts';
import { type Choice, choice } from '../model/question.ts';

import { isManual, type Target, targetText } from '../model/target.ts';
import type { RotationPolicy, WatchedApp } from '../model/watched-app.ts';
import { countOf, plainText } from '../plain/text.ts';
import { consumerLabel, consumerStateWords } from './consumers.ts';
import { automationQuestion } from './policy-questions.ts';

const appName = ({ label, app }: Pick<WatchedApp, 'label' | 'app'>) => plainText(label || app, 60);

/** The questions with which the watch adds or changes a consumer. */
export const consumerFormWords = {
  way: {
    title: 'How does the consumer get new credentials?',
    notes: ['keyturn tests a file or program, and delivers nothing.'],
  },
  name: { title: 'What is the consumer called?' },
  contact: {
    title: 'Who is the contact?',
    placeholder: 'maria@acme.example',
    notes: ['A person to ask about the consumer. You can leave this empty.'],
  },
  save: (name: string, watched: WatchedApp, isNew: boolean) =>
    isNew ? `Add ${plainText(name, 60)} to ${appName(watched)}?` : `Save ${plainText(name, 60)}?`,
  facts: (target: Target, contact: string) => [
    `Gets new credentials: ${isManual(target) ? 'a person updates it by hand' : plainText(targetText(target), 200)}`,
    `Contact: ${contact.trim() === '' ? 'none' : plainText(contact, 80)}`,
  ],
} as const;

export const policyFormWords = {
  save: (watched: WatchedApp) => `Save the policy of ${appName(watched)}?`,
  facts: ({ maxAgeDays, remindDays, graceDays, automation }: RotationPolicy) => [
    `Maximum age: ${countOf(maxAgeDays, 'day')}`,
    `Reminders: ${remindDays.length === 0 ? 'none' : `${remindDays.join(', ')} days before`}`,
    `Grace period: ${countOf(graceDays, 'day')}`,
    `Automation: ${automationQuestion.choices.find(({ value }) => value === automation)?.label ?? automation}`,
  ],
  /** Settings for the app win over a policy that a person chose. */
  overridden: 'config.json5 has settings for this app. They override the policy that you choose here.',
} as const;

/** The last question of a form. */
export const saveChoices: readonly Choice[] = [choice('yes', 'Save'), choice('no', "Don't save")];

const consumersUnknown = ({ hasNoConsumers }: WatchedApp) =>
  hasNoConsumers ? 'You said that nothing uses the credentials.' : 'keyturn knows of no consumer.';

/** Menus of the watch. */
export const watchMenus = {
  new: {
    title: 'What do you want to add?',
    choices: [
      choice('watch', 'An app whose flow is on', 'start watching it'),
      choice('setup', 'Another app', 'turn on its flow in the guided setup'),
    ],
    notes: ['keyturn changes nothing in an org before it has shown a plan.'],
  },
  orgs: { title: 'In which org is the app?', notes: ['These are the sign-ins of this computer.'] },
  apps: (org: string) => ({
    title: `Which app of ${plainText(org, 60)} should keyturn watch?`,
    notes: ['Apps that keyturn watches already, and apps of packages, are left out.'],
  }),
  oauthConsumers: (app: string) => ({ title: `Which OAuth consumer of ${plainText(app, 60)}?`, notes: [] }),
  adopt: (app: string, org: string) => ({
    title: `Start watching ${plainText(app, 60)} in ${plainText(org, 60)}?`,
    choices: [choice('yes', 'Start watching'), choice('', 'Not now')],
    notes: [
      'If REST access to secrets is on, keyturn reads the credentials, stores them and verifies them. Nothing changes in the org.',
    ],
  }),
  consumers: (watched: WatchedApp) => ({
    title: `Consumers of ${appName(watched)}`,
    notes: watched.consumers.length === 0 ? [consumersUnknown(watched)] : [],
  }),
  add: 'Add a consumer',
  nobody: choice('nobody', 'Nobody uses them yet', 'rotations deliver to nobody'),
  testAll: 'Test every target',
  consumer: {
    test: choice('test', 'Test', 'delivers nothing'),
    edit: choice('edit', 'Edit', 'name, way or contact'),
    remove: choice('remove', 'Remove', 'keyturn no longer delivers to it'),
  },
  remove: (name: string) => ({
    title: `Remove ${plainText(name, 60)}?`,
    choices: [choice('', 'Keep it'), choice(name, 'Remove it')],
    notes: ['It gets no more new credentials from keyturn. What it has now stays there.'],
  }),
} as const;

/** What the watch says when something is done. */
export const watchDone = {
  adding: (name: string) => `Adding ${plainText(name, 60)}`,
  saving: (name: string) => `Saving ${plainText(name, 60)}`,
  removing: (name: string) => `Removing ${plainText(name, 60)}`,
  testing: (name: string | null) => (name === null ? 'Testing every target' : `Testing ${plainText(name, 60)}`),
  nobody: (watched: WatchedApp) => `Noting that nobody uses the credentials of ${appName(watched)}`,
  usedByNobody: (watched: WatchedApp) =>
    `✔ Noted: nobody uses the credentials of ${appName(watched)} yet. Press u to add a consumer.`,
  savingPolicy: (watched: WatchedApp) => `Saving the policy of ${appName(watched)}`,
  readingSignIns: 'Looking for orgs and their apps',
  readingApps: (org: string) => `Reading the apps of ${plainText(org, 60)}`,
  readingApp: (app: string) => `Reading ${plainText(app, 60)}`,
  adopting: (app: string) => `Starting to watch ${plainText(app, 60)}`,
  noSignIns: 'This computer has no sign-in to a Salesforce org. Sign in with `sf org login web`, or set up an app.',
  noApps: (org: string) => `${plainText(org, 60)} has no app that keyturn could start watching.`,
  policySaved: (watched: WatchedApp) => `✔ Saved the policy of ${appName(watched)}.`,
} as const;

/** A consumer in a menu, with its state. */
export function consumerChoice(
  consumer: WatchedApp['consumers'][number],
  { watched, rotation }: Pick<AppStatus, 'watched' | 'rotation'>,
  now: number,
): string {
  return `${consumerLabel(consumer)}: ${consumerStateWords(consumerState(consumer, rotation, watched), now, watched)}`;
}
