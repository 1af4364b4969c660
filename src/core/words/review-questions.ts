import { type ChooseQuestion, choice, type Review, type ReviewQuestion, type TextQuestion } from '../model/question.ts';
import { plainText } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import { secretAccessPlace } from '../reasons/setup-places.ts';

export function projectQuestion(app: string): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'project',
    title: `This folder is a Salesforce DX project with files of ${app}. Use them?`,
    flag: '--project-dir',
    choices: [choice('no', 'No', 'use what the org has'), choice('yes', 'Yes', 'edit them here, then deploy them')],
  };
}

export function misplacedQuestion(file: string): ChooseQuestion {
  const otherwise = reason('ProjectFieldsMisplaced', { file });
  return {
    kind: 'choose',
    id: 'misplaced',
    title: 'The client credentials fields are in the wrong file. Move them?',
    flag: '--yes',
    notes: [otherwise.message],
    choices: [
      choice('no', 'No', 'nothing changes'),
      choice('yes', 'Move them', 'to the OAuth policies, where they take effect', 'good'),
    ],
    otherwise,
  };
}

/** The answer of a person who doesn't know yet. It pauses the setup. */
export const checkFirst = 'look';

/** What to do before a paused setup can continue. */
export const pauseWords = {
  certificate: (app: string) =>
    `Check whether ${plainText(app)} has a certificate: Setup ▸ External Client App Manager ▸ ${plainText(app)} ▸ OAuth Settings ▸ JWT Bearer Flow.`,
  secretAccess: `Turn on REST access to secrets: ${secretAccessPlace}.`,
  misplaced: (file: string) =>
    `Move the client credentials fields from ${plainText(file)} to the OAuth policies (.ecaOauthPlcy).`,
} as const;

export function certificateQuestion(app: string): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'certificate',
    title: `Does ${plainText(app)} have a certificate (JWT bearer flow)?`,
    flag: '--certificate or --no-certificate',
    notes: [
      'A deploy that lacks the certificate clears it in the org.',
      `To check: Setup ▸ External Client App Manager ▸ ${plainText(app)} ▸ OAuth Settings.`,
    ],
    help: ["keyturn must ask because Salesforce never shows an app's certificate."],
    choices: [
      choice(checkFirst, 'I need to check first', 'saves your answers; nothing changes', 'good'),
      choice('none', 'No', 'I checked'),
      choice('file', 'Yes', 'I have the PEM file'),
    ],
    otherwise: reason('CertificateUnknown', { app }),
  };
}

export const certificatePathQuestion: TextQuestion = {
  kind: 'text',
  id: 'certificate-path',
  title: 'Path of the certificate (PEM file)',
  flag: '--certificate',
  placeholder: './billing.crt',
  check: (text) => (text.trim() === '' ? 'enter a path' : null),
};

export function reviewQuestion(review: Review): ReviewQuestion {
  const title = review.changes.length > 0 ? 'What will change' : 'The flow is already on: the app needs no changes';
  return { kind: 'review', id: 'review', title, flag: '--yes', review };
}
