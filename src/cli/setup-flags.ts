import type { Answers } from '../core/setup/askers.ts';
import type { SetupOptions } from '../core/setup/setup-io.ts';
import { newAppAnswer } from '../core/words/app-questions.ts';
import { newUserAnswer } from '../core/words/user-questions.ts';
import { allowedHosts } from './allow-host.ts';
import type { Call } from './commands.ts';
import type { CommandContext } from './context.ts';
import { checkedDeliveries } from './deliver-flag.ts';
import { wrongCall } from './wrong-call.ts';

type SetupCall = Call<'setup'>;

/** The answers from an answers file, overridden by those from the flags. @throws UsageInvalid */
export function answersOf({ flags }: CommandContext, call: SetupCall, fromFile: Answers): Answers {
  const problem = contradiction(call);
  if (problem) throw wrongCall('setup', problem);
  const { create, createExecutionUser, certificate, noCertificate } = call;
  const given: { readonly [Id in keyof Answers]: string | undefined } = {
    org: flags.targetOrg,
    app: create ? newAppAnswer : call.app,
    'new-app-name': create ? call.app : undefined,
    'new-app-label': call.label,
    'new-app-email': call.contactEmail,
    'new-app-scopes': call.scopes,
    consumer: flags.consumer,
    'execution-user': createExecutionUser === undefined ? call.executionUser : newUserAnswer,
    'new-user-name': createExecutionUser,
    'new-user-email': call.email,
    'new-user-objects': call.objects,
    'privileged-reason': call.allowPrivilegedUser,
    'interactive-reason': call.allowInteractiveUser,
    'user-change': call.confirm,
    'permission-set': call.grantPermissionSet,
    automation: call.automation,
    'max-age': call.maxAge,
    remind: call.remind,
    grace: call.grace,
    store: flags.store,
    certificate: noCertificate ? 'none' : certificate === undefined ? undefined : 'file',
    'certificate-path': certificate,
  };
  return { ...fromFile, ...Object.fromEntries(Object.entries(given).filter(([, answer]) => answer !== undefined)) };
}

/** Flags that don't go together, in words; null when there are none. */
function contradiction(call: SetupCall): string | null {
  const { create, createExecutionUser, label, contactEmail, scopes, email, objects } = call;
  const ofApp = Object.entries({ '--label': label, '--contact-email': contactEmail, '--scopes': scopes });
  const ofUser = Object.entries({ '--email': email, '--objects': objects });
  const firstGiven = (flags: typeof ofApp) => flags.find(([, value]) => value !== undefined)?.[0];
  if (!create && firstGiven(ofApp)) return `${firstGiven(ofApp)} needs --create`;
  if (createExecutionUser === undefined)
    return firstGiven(ofUser) ? `${firstGiven(ofUser)} needs --create-execution-user` : null;
  return call.executionUser === undefined
    ? null
    : "--execution-user and --create-execution-user can't be used together";
}

export function setupOptionsOf(
  { flags, canAsk, why }: CommandContext,
  call: SetupCall,
  deliver: readonly string[],
): SetupOptions {
  const { noConsumers, projectDir = null } = call;
  const deliveries = checkedDeliveries([...deliver, ...call.deliver], 'setup', noConsumers);
  if (call.create && projectDir !== null) {
    const problem =
      "--project-dir can't be used with --create: the project has no files of the new app yet. Retrieve them afterwards";
    throw wrongCall('setup', problem);
  }
  return {
    dryRun: call.dryRun,
    yes: flags.yes === true,
    noPrompt: !canAsk,
    deliveries,
    noConsumers,
    projectDir,
    allowHosts: allowedHosts(call.allowHost, 'setup'),
    saveAnswersTo: call.saveAnswers ?? null,
    why,
    ...(flags.apiVersion ? { apiVersion: flags.apiVersion } : {}),
  };
}
