import { setupAddress } from '../../plain/setup-address.ts';
import { isKeyturnError, reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import type { OrgSession } from './session.ts';
import { asksForVerification, isAccessError, permissionMissing, UpstreamError } from './translate-error.ts';

/**
 * The meaning of a refusal to show an app's OAuth consumers or secret. The codes are undocumented, so the text counts before
 * the code and the status. `cause` keeps the original code and message.
 */
export function asSecretRefusal(error: unknown, session: OrgSession, app: string): unknown {
  if (!isKeyturnError(error) || !(error.cause instanceof UpstreamError) || error.retryable) return error;
  const { status, code, message } = error.cause;
  const options = { cause: error.cause };
  if (status !== 400 && status !== 401 && status !== 403) return error;
  if (asksForVerification(error.cause)) {
    return reason('IdentityVerificationNeeded', { setupUrl: setupAddress(session.instanceUrl) }, options);
  }
  if (status === 401) return error;
  if (/\bpackaged?\b/i.test(message)) {
    return reason('AppIsPackaged', { app, what: answerProblems.publisher }, options);
  }
  const isPersonal = /for this user|permission|access rights|level of access/i.test(message);
  if (!isPersonal && isSwitchedOff(code, message)) return reason('SecretAccessDisabled', {}, options);
  if (isPersonal || status === 403 || isAccessError({ code })) {
    return permissionMissing(session, 'ViewClientSecret', error.cause);
  }
  return error;
}

function isSwitchedOff(code: string, message: string): boolean {
  return (
    /FUNCTIONALITY_NOT_ENABLED|FEATURE_NOT_ENABLED|API_DISABLED/.test(code) ||
    /is(n't| not)( currently)? enabled|not currently enabled|is disabled|turned off/i.test(message)
  );
}
