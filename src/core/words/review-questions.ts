import { type ChooseQuestion, choice, type Review, type ReviewQuestion, type TextQuestion } from '../model/question.ts';
import { plainText } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';

export function projectQuestion(app: string): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'project',
    title: `This folder is a Salesforce DX project with files of ${app}. Work on them?`,
    flag: '--project-dir',
    choices: [
      choice('no', 'No', 'work on what the org has'),
      choice('yes', 'Yes', 'edit them in place, then deploy them'),
    ],
  };
}

export function misplacedQuestion(file: string): ChooseQuestion {
  const otherwise = reason('ProjectFieldsMisplaced', { file });
  return {
    kind: 'choose',
    id: 'misplaced',
    title: 'The client credentials fields stand in the wrong file. Move them?',
    flag: '--yes',
    notes: [otherwise.message],
    choices: [
      choice('no', 'No', 'nothing is changed'),
      choice('yes', 'Move them', 'into the OAuth policies, where they work', 'good'),
    ],
    otherwise,
  };
}

export function certificateQuestion(app: string): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'certificate',
    title: `Does ${plainText(app)} have a certificate (JWT bearer flow)?`,
    flag: '--certificate or --no-certificate',
    notes: [
      'Salesforce never shows it, and this deploy clears it when it is not sent along.',
      'Setup ▸ External Client App Manager ▸ OAuth Settings shows whether one is set.',
    ],
    choices: [
      choice('look', 'I have to look first', 'nothing is changed', 'good'),
      choice('none', 'It has none', 'I looked'),
      choice('file', 'It has one (PEM file)'),
    ],
    otherwise: reason('CertificateUnknown', { app }),
  };
}

export const certificatePathQuestion: TextQuestion = {
  kind: 'text',
  id: 'certificate-path',
  title: 'The certificate in PEM form',
  flag: '--certificate',
  placeholder: './billing.crt',
  check: (text) => (text.trim() === '' ? 'a path is needed' : null),
};

export function reviewQuestion(review: Review): ReviewQuestion {
  const title =
    review.changes.length > 0 ? 'What will change' : 'The flow is on already: nothing in the app has to change';
  return { kind: 'review', id: 'review', title, flag: '--yes', review };
}
