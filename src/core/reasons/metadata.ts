import { entry, unchanged, wordOf } from './reason.ts';

const certificateProblems = {
  'private-key': 'it holds a PRIVATE KEY, which must never be sent anywhere; nothing of it was used',
  'too-long': 'it is far too long',
  'no-block': 'it has no -----BEGIN CERTIFICATE----- block',
  several: 'it holds more than one certificate; give the one of the app alone',
  damaged: 'what stands between its first and last line is no certificate',
};
export type CertificateProblem = keyof typeof certificateProblems;

/** Retrieving, planning and deploying the app's metadata. */
export const metadataReasons = {
  ComponentMissing: unchanged<{ app: string; type: string }>({
    exit: 3,
    message: ({ app, type }) => `${app} has no ${type} component that the Metadata API shows`,
    actions: ({ app }) => [`Setup ▸ External Client App Manager ▸ ${app}: open its OAuth settings once and save them.`],
  }),
  ComponentAmbiguous: unchanged<{ app: string; type: string; names: readonly string[] }>({
    exit: 3,
    message: ({ app, type, names }) => `${app} has more than one ${type}: ${names.join(', ')}`,
    actions: () => ['Remove the one that is not in use, then run the same command again.'],
  }),
  MetadataUnreadable: unchanged<{ file: string; problem: string }>({
    exit: 1,
    message: ({ file, problem }) => `${file} can't be read as metadata: ${problem}`,
    actions: () => ['Run the same command again; if it stays, open the app in Setup and save it once.'],
  }),
  ProjectUnreadable: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `The Salesforce DX project can't be read: ${path}: ${problem}`,
    actions: () => ['Mend it, or leave --project-dir out to work on the org’s own files.'],
  }),
  ProjectFileForeign: unchanged<{ file: string; problem: string; cure: string }>({
    exit: 3,
    message: ({ file, problem }) => `${file} can't be deployed as it is: ${problem}`,
    actions: ({ cure }) => [cure, 'Then run the same command again.'],
  }),
  ProjectFieldsMisplaced: unchanged<{ file: string }>({
    exit: 3,
    message: ({ file }) =>
      `${file} holds the client credentials fields, as Salesforce's help article says; the Metadata API has them in the OAuth policies (.ecaOauthPlcy)`,
    actions: () => ['`--yes` moves them to where they work.', 'Or move them by hand.'],
  }),
  CertificateUnknown: unchanged<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `Whether ${app} has a certificate can't be known: Salesforce never shows it, and this deploy clears it when it is not sent along`,
    actions: () => [
      'Give it: `--certificate <pem>`.',
      'Or say that there is none: `--no-certificate` (Setup ▸ External Client App Manager ▸ OAuth Settings ▸ JWT Bearer Flow shows it).',
    ],
  }),
  CertificateInvalid: unchanged<{ path: string; problem: CertificateProblem }>({
    exit: 2,
    message: ({ path, problem }) => `${path} is no certificate in PEM form: ${wordOf(certificateProblems, problem)}`,
    actions: () => ['Give the file that starts with -----BEGIN CERTIFICATE-----.'],
  }),
  CheckOnlyFailed: unchanged<{ failures: readonly string[] }>({
    exit: 1,
    message: ({ failures }) => `The check-only deploy failed: ${failures.join('; ')}`,
    actions: () => ['Mend what Salesforce names, then run the same command again.'],
  }),
  DeployFailed: entry<{ id: string; failures: readonly string[] }>({
    exit: 1,
    message: ({ id, failures }) => `The deploy ${id} failed: ${failures.join('; ')}`,
    safe: 'Salesforce rolled the whole deploy back; integrations work as before.',
    actions: () => ['Mend what Salesforce names, then run the same command again.'],
  }),
  DeployCanceled: entry<{ id: string; by?: string }>({
    exit: 3,
    message: ({ id, by }) => `The deploy ${id} was cancelled${by ? ` by ${by}` : ''}`,
    safe: 'Salesforce rolled the whole deploy back; integrations work as before.',
    actions: () => ['Ask who cancelled it; then run the same command again.'],
  }),
  DeployStillRunning: entry<{ id: string; minutes: number }>({
    exit: 75,
    message: ({ id, minutes }) => `The deploy ${id} is not finished after ${minutes} min`,
    safe: 'It may still finish in the org; what was begun is journalled.',
    actions: ({ id }) => [
      `Look at it: Setup ▸ Deployment Status ▸ ${id}.`,
      'Run the same command again: it looks first and sends nothing twice.',
    ],
  }),
  DeployAhead: entry<{ host: string }>({
    exit: 75,
    message: ({ host }) => `Another deploy runs in ${host}, and Salesforce takes only one at a time`,
    safe: 'Nothing was deployed; integrations work as before.',
    actions: () => [
      'Wait for it, or look at it in Setup ▸ Deployment Status.',
      'Then run the same command again, or `keyturn resume`.',
    ],
  }),
  DeployAnswerLost: entry<{ problem: string }>({
    exit: 75,
    message: ({ problem }) => `The answer to the deploy was lost (${problem}), and the org lists no new deploy of ours`,
    safe: 'The deploy may or may not have been begun; nothing is sent twice.',
    actions: () => ['Look at Setup ▸ Deployment Status.', 'Run the same command again: it looks at the org first.'],
  }),
  DeployNotTaken: entry<{ components: readonly string[] }>({
    exit: 1,
    message: ({ components }) =>
      `The deploy succeeded, but the org shows other values afterwards: ${components.join('; ')}`,
    safe: 'The org keeps the values named above.',
    actions: () => ['Open the app in Setup and compare.', 'Run the same command again.'],
  }),
  PlanOutdated: unchanged<{ component: string }>({
    exit: 3,
    message: ({ component }) => `${component} was changed after the plan was made`,
    actions: () => ['Run the same command again: it plans anew from what is there now.'],
  }),
};
