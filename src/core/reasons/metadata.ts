import { entry, sameAgain, unchanged, wordOf } from './reason.ts';

const certificateProblems = {
  'private-key': 'it contains a PRIVATE KEY, which must never be sent anywhere. keyturn did not use it',
  'too-long': 'it is too long for a certificate',
  'no-block': 'it has no -----BEGIN CERTIFICATE----- block',
  several: 'it contains more than one certificate. Give only the one of the app',
  damaged: 'the text between its first and last line is not a certificate',
};
export type CertificateProblem = keyof typeof certificateProblems;

/** Retrieving, planning and deploying an app's metadata. */
export const metadataReasons = {
  ComponentMissing: unchanged<{ app: string; type: string }>({
    exit: 3,
    message: ({ app, type }) => `The Metadata API shows no ${type} component for ${app}`,
    actions: ({ app }) => [`Setup ▸ External Client App Manager ▸ ${app}: open its OAuth settings once and save them.`],
  }),
  ComponentAmbiguous: unchanged<{ app: string; type: string; names: readonly string[] }>({
    exit: 3,
    message: ({ app, type, names }) => `${app} has more than one ${type}: ${names.join(', ')}`,
    actions: () => ["Remove the one that isn't in use, then run the same command again."],
  }),
  MetadataUnreadable: unchanged<{ file: string; problem: string; isSource?: boolean }>({
    exit: 1,
    message: ({ file, problem }) => `keyturn can't use ${file} as metadata: ${problem}`,
    actions: ({ file, isSource }) =>
      isSource
        ? [`Fix ${file}, or leave out \`--project-dir\` to work with the files of the org.`]
        : ['Run the same command again. If the error stays, open the app in Setup and save it once.'],
  }),
  ProjectUnreadable: unchanged<{ path: string; problem: string }>({
    exit: 2,
    message: ({ path, problem }) => `keyturn can't read the Salesforce DX project (${path}): ${problem}`,
    actions: () => ['Fix what the message names, or leave out `--project-dir` to work with the files of the org.'],
  }),
  ProjectFileForeign: unchanged<{ file: string; problem: string; cure: string }>({
    exit: 3,
    message: ({ file, problem }) => `${file} can't be deployed as it is: ${problem}`,
    actions: ({ cure }) => [cure, sameAgain],
  }),
  ProjectFieldsMisplaced: unchanged<{ file: string }>({
    exit: 3,
    message: ({ file }) =>
      `${file} contains the fields of the client credentials flow, as Salesforce's help article says. The Metadata API expects them in the OAuth policies (.ecaOauthPlcy)`,
    actions: () => ['Add `--yes`, and keyturn moves them to the right file.', 'Or move them by hand.'],
  }),
  CertificateUnknown: unchanged<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `keyturn can't tell whether ${app} has a certificate. Salesforce never shows it, and this deploy clears it unless you provide it`,
    actions: ({ app }) => [
      'If the app has one, provide it: `--certificate <pem>`.',
      `If it has none, add \`--no-certificate\`. To find out, see Setup ▸ External Client App Manager ▸ ${app} ▸ OAuth Settings ▸ JWT Bearer Flow.`,
    ],
  }),
  CertificateInvalid: unchanged<{ path: string; problem: CertificateProblem }>({
    exit: 2,
    message: ({ path, problem }) =>
      `${path} is not a certificate in PEM format: ${wordOf(certificateProblems, problem)}`,
    actions: () => ['Use the file that starts with -----BEGIN CERTIFICATE-----.'],
  }),
  CheckOnlyFailed: unchanged<{ failures: readonly string[] }>({
    exit: 1,
    message: ({ failures }) => `The check-only deploy failed: ${failures.join('; ')}`,
    actions: () => ['Fix what Salesforce reports, then run the same command again.'],
  }),
  DeployFailed: entry<{ id: string; failures: readonly string[] }>({
    exit: 1,
    message: ({ id, failures }) => `Deploy ${id} failed: ${failures.join('; ')}`,
    safe: 'Salesforce rolled back the whole deploy.',
    actions: () => ['Fix what Salesforce reports, then run the same command again.'],
  }),
  DeployCanceled: entry<{ id: string; by?: string }>({
    exit: 3,
    message: ({ id, by }) => `Deploy ${id} was canceled${by ? ` by ${by}` : ''}`,
    safe: 'Salesforce rolled back the whole deploy.',
    actions: () => ['Find out why it was canceled, then run the same command again.'],
  }),
  DeployStillRunning: entry<{ id: string; minutes: number }>({
    exit: 75,
    message: ({ id, minutes }) => `Deploy ${id} hasn't finished after ${minutes} min`,
    safe: 'The deploy may still finish in the org. Everything keyturn started is recorded in the audit trail.',
    actions: ({ id }) => [
      `Check it in Setup ▸ Deployment Status ▸ ${id}.`,
      'Run the same command again. It checks the org first and sends nothing twice.',
    ],
  }),
  DeployAhead: entry<{ host: string }>({
    exit: 75,
    message: ({ host }) => `Another deploy is running in ${host}, and Salesforce runs only one at a time`,
    safe: 'keyturn deployed nothing.',
    actions: () => [
      'Wait for it to finish: Setup ▸ Deployment Status shows it.',
      'Then run the same command again, or continue with `keyturn resume`.',
    ],
  }),
  DeployAnswerLost: entry<{ problem: string }>({
    exit: 75,
    message: ({ problem }) =>
      `Salesforce's answer to the deploy was lost (${problem}), and the org lists no new deploy from keyturn`,
    safe: 'The deploy may or may not have started. keyturn sends nothing twice.',
    actions: () => ['Check Setup ▸ Deployment Status.', 'Run the same command again. It checks the org first.'],
  }),
  DeployNotTaken: entry<{ components: readonly string[] }>({
    exit: 1,
    message: ({ components }) =>
      `The deploy succeeded, but the org now shows different values: ${components.join('; ')}`,
    safe: 'The org keeps the values named above.',
    actions: () => ['Open the app in Setup and compare the values.', 'Run the same command again.'],
  }),
  PlanOutdated: unchanged<{ component: string }>({
    exit: 3,
    message: ({ component }) => `${component} changed after keyturn made the plan`,
    actions: () => ['Run the same command again to make a new plan.'],
  }),
};
