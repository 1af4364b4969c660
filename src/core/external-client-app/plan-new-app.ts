import type { MetadataFile } from '../model/app.ts';
import { inputProblems } from '../words/answers.ts';
import { keepWords } from '../words/flow-plan.ts';
import type { AppComponents } from './components.ts';
import { flowFlag, newChanges } from './file-edit.ts';
import type { FlowPlan } from './flow-plan.ts';
import { newFile } from './new-file.ts';
import { newOauthPolicy } from './new-oauth-policy.ts';
import { warningsOf } from './plan-notes.ts';

/** An External Client App that doesn't exist yet. */
export interface NewApp {
  readonly developerName: string;
  readonly label: string;
  readonly contactEmail: string;
  /** Scope names of the Metadata API, such as `Api`. */
  readonly scopes: readonly string[];
}

/** Apps must have a callback URL, although the client credentials flow doesn't use it. This is Salesforce's own success page. */
const callbackUrl = 'https://login.salesforce.com/services/oauth2/success';

/** Scopes of the Metadata API (`commaSeparatedOauthScopes`). */
export const oauthScopes =
  `Basic,Api,Web,Full,Chatter,CustomApplications,RefreshToken,OpenID,Profile,Email,Address,Phone,OfflineAccess,
   CustomPermissions,Wave,Eclair,Pardot,Lightning,Content,CDPIngest,CDPProfile,CDPQuery,Chatbot,CDPSegment,
   CDPIdentityResolution,CDPCalculatedInsight,SFApiPlatform,Interaction,EinsteinGPT,PwdlessLogin,ForgotPassword,
   UserRegistration,MCP,SCRT`.split(/,\s*/);

/** Turns a label into a developer name: letters, digits and single underscores, starting with a letter. */
export function developerNameOf(label: string): string {
  const name = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+|_+$/g, '');
  return name.slice(0, 80).replace(/_+$/, '');
}

/** Why a text isn't a valid developer name, or null. */
export function developerNameProblem(name: string): string | null {
  if (name.length > 80) return inputProblems.nameLength;
  return /^[A-Za-z](_?[A-Za-z0-9])*$/.test(name) ? null : inputProblems.nameShape;
}

const emailShape =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** Why a text isn't a valid contact address, or null. An invalid one makes the whole deploy fail. */
export function emailProblem(text: string): string | null {
  const email = text.trim();
  if (email.length > 80) return inputProblems.emailLength;
  return emailShape.test(email) ? null : inputProblems.emailShape;
}

/**
 * The components of a new app with its flow on. The policies have the name and values that Salesforce uses when it creates them
 * itself, so a deploy updates them instead of creating a second set.
 */
export function newAppComponents(
  app: NewApp,
  executionUser: string,
): AppComponents & { readonly [Part in 'eca' | 'oauthSettings' | 'global' | 'oauthPolicy']: MetadataFile } {
  const parent = ['externalClientApplication', app.developerName] as const;
  const oauthSettings = newFile({ type: 'ExtlClntAppOauthSettings', fullName: `${app.developerName}_oauth` }, [
    ['commaSeparatedOauthScopes', app.scopes.join(', ')],
    parent,
    ['label', `${app.developerName}_oauth`],
  ]);
  return {
    eca: newFile({ type: 'ExternalClientApplication', fullName: app.developerName }, [
      ['contactEmail', app.contactEmail],
      ['distributionState', 'Local'],
      ['isProtected', 'false'],
      ['label', app.label],
    ]),
    oauthSettings,
    global: newFile({ type: 'ExtlClntAppGlobalOauthSettings', fullName: `${app.developerName}_glbloauth` }, [
      ['callbackUrl', callbackUrl],
      parent,
      [flowFlag, 'true'],
      ['isConsumerSecretOptional', 'false'],
      ['isIntrospectAllTokens', 'false'],
      ['isPkceRequired', 'true'],
      ['isSecretRequiredForRefreshToken', 'true'],
      ['label', `${app.developerName}_glbloauth`],
      ['shouldRotateConsumerKey', 'false'],
      ['shouldRotateConsumerSecret', 'false'],
    ]),
    appPolicy: null,
    oauthPolicy: newOauthPolicy({ app: app.developerName, oauthSettings: oauthSettings.fullName, executionUser }),
  };
}

/** The plan for a new app. Every element is a change. */
export function planNewApp(app: NewApp, executionUser: string): { components: AppComponents; flow: FlowPlan } {
  const components = newAppComponents(app, executionUser);
  const { eca, oauthSettings, global, oauthPolicy } = components;
  const files = [eca, oauthSettings, global, oauthPolicy];
  const flow = {
    changes: files.flatMap(newChanges),
    files,
    preImages: [],
    keeps: [keepWords.otherApps],
    warnings: warningsOf(app.developerName, components),
    needsCertificateAnswer: false,
  };
  return { components, flow };
}
