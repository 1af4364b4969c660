import type { FieldChange, MetadataFile } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import { reason } from '../reasons/errors.ts';
import { appProblems } from '../words/app-problems.ts';
import type { AppComponents } from './components.ts';
import {
  editOf,
  type FileEdit,
  flowFlag,
  flowUser,
  isOn,
  newChanges,
  sameUsername,
  setField,
  withoutSecret,
} from './file-edit.ts';
import { editGlobalFlag } from './global-settings.ts';
import { elementText } from './metadata-xml.ts';
import { newOauthPolicy } from './new-oauth-policy.ts';
import { keepsOf, warningsOf } from './plan-notes.ts';

export interface FlowPlanRequest {
  /** Developer name, for messages. */
  readonly app: string;
  readonly isPackaged: boolean;
  readonly components: AppComponents;
  /** Username. */
  readonly executionUser: string;
  readonly certificate: CertificateAnswer;
}

/** What to deploy so that the app issues tokens as the execution user, and what stays the same. */
export interface FlowPlan {
  /** Empty if the flow is already on and runs as that user. */
  readonly changes: readonly FieldChange[];
  /** Only the files that change, parents first. Empty while `needsCertificateAnswer`. */
  readonly files: readonly MetadataFile[];
  /** The files as they are now, without a consumer secret. A new file has no pre-image. */
  readonly preImages: readonly MetadataFile[];
  /** What won't change, in words. */
  readonly keeps: readonly string[];
  readonly warnings: readonly string[];
  /** The API version in which the files are written. The org's if missing. */
  readonly version?: string;
  /** True while it is unknown whether the app has a certificate, which this deploy would clear. */
  readonly needsCertificateAnswer: boolean;
}

/**
 * Plans the client credentials flow of an app: turns it on in both places and sets the execution user. All other bytes stay as
 * retrieved. Planning again from the result gives an empty plan.
 * @throws ComponentMissing, AppOauthDisabled, AppIsPackaged, MetadataUnreadable
 */
export function planFlow(request: FlowPlanRequest): FlowPlan {
  const { components } = request;
  refuseDisabledOauth(request);
  const global = planGlobal(request);
  const policy = planPolicy(request);
  const needsCertificateAnswer = global?.needsCertificateAnswer ?? false;
  const edits = [global, policy].filter((edit) => edit !== null).filter((edit) => edit.changes.length > 0);
  const touched = [components.global, components.oauthPolicy]
    .filter((file) => file !== null)
    .filter((file) => edits.some((edit) => edit.file.path === file.path));
  return {
    changes: edits.flatMap((edit) => edit.changes),
    files: needsCertificateAnswer ? [] : edits.map((edit) => edit.file),
    preImages: touched.map(withoutSecret),
    keeps: keepsOf(components, { certificate: request.certificate, sendsGlobal: global !== null }),
    warnings: [...warningsOf(request.app, components), ...(global?.warnings ?? [])],
    needsCertificateAnswer,
  };
}

function refuseDisabledOauth({ app, components: { appPolicy } }: FlowPlanRequest): void {
  if (!appPolicy) return;
  for (const field of ['isEnabled', 'isOauthPluginEnabled']) {
    if (elementText(appPolicy, field)?.toLowerCase() === 'false') {
      throw reason('AppOauthDisabled', { app, where: appProblems.oauthOff(field, appPolicy.fullName) });
    }
  }
}

function planGlobal({ app, isPackaged, components: { global }, certificate, executionUser: user }: FlowPlanRequest) {
  if (isPackaged) {
    if (global && !isOn(global, flowFlag)) {
      throw reason('AppIsPackaged', { app, what: appProblems.subscriber, user });
    }
    return null;
  }
  if (!global) throw reason('ComponentMissing', { app, type: 'ExtlClntAppGlobalOauthSettings' });
  return editGlobalFlag(global, true, certificate);
}

function planPolicy({ app, components, executionUser }: FlowPlanRequest): FileEdit {
  if (components.oauthPolicy) {
    const edit = setField(editOf(components.oauthPolicy), flowFlag, 'true');
    const isSet = sameUsername(elementText(components.oauthPolicy, flowUser), executionUser);
    return isSet ? edit : setField(edit, flowUser, executionUser);
  }
  if (!components.oauthSettings) throw reason('ComponentMissing', { app, type: 'ExtlClntAppOauthSettings' });
  const file = newOauthPolicy({ app, oauthSettings: components.oauthSettings.fullName, executionUser });
  return { file, changes: newChanges(file) };
}
