import { ZodError } from 'zod';
import { type CleanText, outsideError, outsideText } from '../../plain/outside-text.ts';
import { isKeyturnError, type KeyturnError, reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { type NamedPermission, permissionWords } from '../../words/permissions.ts';
import { waitingForSalesforce } from '../../words/waiting.ts';
import { OrgHttpError, OrgNetworkError, type Refusal, refusalOf } from './upstream-error.ts';

/** Where an error occurred and during which call, in words for a message (`reading the users`). */
export interface CallContext {
  readonly host: string;
  readonly call: string;
  readonly org: string;
  readonly username: string;
  readonly isPractice?: boolean;
  /** The permission that is missing if this call gets an access error. */
  readonly permission?: NamedPermission | undefined;
}

/** The original error without its body, for `cause`: status, code and masked text. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly status: number | null;
  readonly code: CleanText;
  declare readonly message: CleanText;

  constructor(status: number | null, code: CleanText, message: CleanText) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** This process was asked to stop. Its caller knows how to continue. */
export function interruption(cause: unknown): KeyturnError {
  return reason('Interrupted', { doing: waitingForSalesforce, command: null }, { cause });
}

/** Translates errors of jsforce, HTTP and the network into reasons. */
export function translateError(error: unknown, context: CallContext): unknown {
  if (isKeyturnError(error)) return error;
  if (error instanceof OrgHttpError) return fromAnswer(error, context);
  if (error instanceof OrgNetworkError) return fromNetwork(error, context);
  if (error instanceof DOMException && error.name === 'AbortError') return interruption(error);
  if (error instanceof ZodError || error instanceof SyntaxError || error instanceof TypeError) {
    return unreadable(problemOf(error), context, error);
  }
  if (error instanceof Error && /JWT-based access tokens/.test(error.message)) {
    return reason('SessionNotOpaque', { username: context.username }, { cause: error });
  }
  if (error instanceof Error && 'errorCode' in error) return unreadable(outsideError(error), context, error);
  return error;
}

/** Whether the session has ended, as opposed to a session without permission. */
export function isSessionExpired(error: unknown): boolean {
  if (!(error instanceof OrgHttpError)) return false;
  const { code, message } = refusalOf(error);
  if (/not valid for use with the REST API|is not attached to Agent/i.test(message)) return false;
  if (asksForVerification({ code, message })) return false;
  return error.status === 401 || (code === 'INVALID_SESSION_ID' && error.status !== 403);
}

/** The session is live, but Salesforce wants to verify the user's identity. */
export function asksForVerification({ code, message }: Pick<Refusal, 'code' | 'message'>): boolean {
  return (
    /TWO_FA|MFA|VERIFICATION|HIGH_ASSURANCE/.test(code) ||
    /verif(y|ication)|multi-?factor|high[ _]assurance|step[ -]?up/i.test(message)
  );
}

function fromAnswer(error: OrgHttpError, context: CallContext): KeyturnError {
  const refusal = refusalOf(error);
  const cause = new UpstreamError(error.status, refusal.code, refusal.message);
  const { host } = context;
  if (isSessionExpired(error)) return reason('SessionExpired', { org: context.org }, { cause });
  if (refusal.code === 'REQUEST_LIMIT_EXCEEDED') return reason('RequestLimitExceeded', { host }, { cause });
  if (isUnavailable(error, refusal)) {
    const retryAfter = error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds };
    const retryAfterMs = error.retryAfterSeconds === null ? undefined : error.retryAfterSeconds * 1000;
    return reason('OrgUnavailable', { host, status: error.status, ...retryAfter }, { cause, retryAfterMs });
  }
  if (error.status >= 300 && error.status < 400) {
    return unreadable(answerProblems.redirects(outsideText(hostOf(error.location))), context, cause);
  }
  if (refusal.isHtml) return unreadable(answerProblems.page(error.status), context, cause);
  if (context.permission && isAccessError(refusal)) return permissionMissing(context, context.permission, cause);
  const message = refusal.message || outsideText(`HTTP ${error.status}`);
  return reason('OrgRefused', { call: context.call, errorCode: refusal.code, message }, { cause });
}

/** Names the missing permissions as Setup does. */
export function permissionMissing(
  { username, isPractice }: Pick<CallContext, 'username' | 'isPractice'>,
  permission: NamedPermission,
  cause?: unknown,
): KeyturnError {
  const permissions = [permissionWords(permission)];
  return reason('PermissionMissing', { username, permissions, isPractice }, { cause });
}

const passingCodes = new Set(['SERVER_UNAVAILABLE', 'ORG_IN_MAINTENANCE', 'REQUEST_RUNNING_TOO_LONG']);

function isUnavailable({ status }: OrgHttpError, { code }: Refusal): boolean {
  if (passingCodes.has(code) || status === 420 || status === 429) return true;
  return status > 500 || (status === 500 && code === 'HTTP_500');
}

export function isAccessError({ code }: Pick<Refusal, 'code'>): boolean {
  return /^(INSUFFICIENT_ACCESS|INSUFFICIENT_ACCESS_OR_READONLY|INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY|FORBIDDEN|HTTP_403)$/.test(
    code,
  );
}

function fromNetwork(error: OrgNetworkError, context: CallContext): KeyturnError {
  const problem = outsideText(error.message, 200);
  if (error.code === 'TOO_LARGE' || error.code === 'FOREIGN' || error.code === 'UNREADABLE')
    return unreadable(problem, context, error);
  if (error.code === 'TOO_MANY')
    return reason('OrgAnswersTooLarge', { host: context.host, call: context.call }, { cause: error });
  const { proxyStatus: status } = error;
  // A proxy that can't reach the org now may reach it later.
  if (status !== null && status < 500) return reason('ProxyRefused', { host: context.host, status }, { cause: error });
  const said =
    error.message.includes(error.code) ||
    error.code === 'PROXY' ||
    error.code === 'TIMEOUT' ||
    error.code === 'NETWORK';
  const shown = said ? problem : `${problem} (${error.code})`;
  return reason('OrgUnreachable', { host: context.host, problem: shown }, { cause: error });
}

function unreadable(problem: string, { host, call }: CallContext, cause: unknown): KeyturnError {
  return reason('OrgAnswerUnreadable', { host, call, problem: outsideText(problem, 200) }, { cause });
}

function problemOf(error: Error): string {
  if (!(error instanceof ZodError)) return outsideError(error);
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'the answer'}: ${issue.message}` : answerProblems.otherForm;
}

function hostOf(location: string | null): string {
  return location && URL.canParse(location) ? new URL(location).host : 'another address';
}
