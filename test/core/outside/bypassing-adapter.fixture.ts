/** An adapter that passes on what it got. `refused-changes.test.ts` compiles this file; the other checks leave it out. */
import type { AppSummary, OAuthConsumer } from '../../../src/core/model/app.ts';
import type { UserFacts } from '../../../src/core/model/execution-user.ts';
import type { Notifier } from '../../../src/core/model/notice.ts';
import type { LoginEntry, SetupChange } from '../../../src/core/model/org-traces.ts';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { outsideText } from '../../../src/core/plain/outside-text.ts';
import type { Deliveries, DeployFailure, OrgFacts } from '../../../src/core/ports/ports.ts';

declare const body: { readonly error: string };

export const answer: TokenAnswer = {
  kind: 'error',
  status: 400,
  error: body.error, // refused
  description: outsideText(body.error),
};
export const silence: TokenAnswer = { kind: 'silence', problem: body.error }; // refused
export const label: AppSummary['label'] = body.error; // refused
export const consumer: OAuthConsumer['name'] = body.error; // refused
export const user: UserFacts['name'] = body.error; // refused
export const org: OrgFacts['name'] = body.error; // refused
export const login: LoginEntry['application'] = body.error; // refused
export const change: SetupChange['display'] = body.error; // refused
export const failure: DeployFailure['problem'] = body.error; // refused
export const send: Notifier['send'] = async () => body.error; // refused
export const deliver: Deliveries['deliver'] = async () => body.error; // refused
export const passed: Notifier['send'] = async () => outsideText(body.error);
